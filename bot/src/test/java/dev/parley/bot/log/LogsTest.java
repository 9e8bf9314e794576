package dev.parley.bot.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.exception.HttpException;
import dev.parley.bot.config.ByteSize;
import dev.parley.bot.config.LogFormat;
import dev.parley.bot.config.LogLevel;
import dev.parley.bot.config.LogSettings;
import dev.parley.bot.config.LogTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import net.dv8tion.jda.api.requests.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Where lines go, what they look like, and what never stands in one. */
class LogsTest {
    private static final int SMALLEST = 100 << 10;

    /** Each as a library prints it, and what of it must not be seen. */
    private static final List<List<String>> LEAKS = List.of(
            List.of("Bot token-of-discord_1.x: \"quoted\"", "token-of-discord_1.x: \"quoted\""),
            List.of("xoxb-12-34-abcDEF", "12-34"),
            List.of("xoxe.xoxp-1-Mi0yLT", "Mi0yLT"),
            List.of("xapp-1-A1-2-deadbeef", "deadbeef"),
            List.of(
                    "POST https://discord.com/api/v10/webhooks/123456/aW50ZXJhY3Rpb246/messages/@original",
                    "aW50ZXJhY3Rpb246"),
            List.of("https://discord.com/api/v10/interactions/123/aW50ZXJh/callback", "aW50ZXJh"),
            List.of("bucket abc:interaction_token=aW50ZXJh:x", "aW50ZXJh"),
            List.of("connect to https://hooks.slack.com/commands/T1/2/abcdef failed", "abcdef"),
            List.of("wss://wss-primary.slack.com/link/?ticket=9f-8e&app_id=77aa", "9f-8e"),
            List.of("https://cdn.discordapp.com/a/b?ex=66&is=67&hm=signed99", "signed99"),
            List.of("Authorization: Bearer abc.DEF-123", "abc.DEF-123"));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        Logs.close();
    }

    private static LogSettings settings(LogFormat format) {
        return new LogSettings(LogLevel.INFO, format, LogTarget.FILE, new ByteSize(SMALLEST), 2);
    }

    private void begin(LogFormat format) {
        Logs.toStream(stream, settings(format), Set.of("token-of-discord_1.x: \"quoted\""));
    }

    private String written() {
        return stream.toString(StandardCharsets.UTF_8);
    }

    @Test
    void isReadableByPeople() {
        begin(LogFormat.TEXT);
        LoggerFactory.getLogger(LogsTest.class).info("plain");
        LoggerFactory.getLogger(LogsTest.class)
                .atInfo()
                .addKeyValue("tokens_out", 7)
                .log("ended:");

        assertThat(written().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("20..-..-..T.* INFO .* plain"),
                        line -> assertThat(line).endsWith(" ended: tokens_out=7"));
    }

    @Test
    void isReadableByPrograms() throws IOException {
        begin(LogFormat.JSON);
        LoggerFactory.getLogger(LogsTest.class)
                .atWarn()
                .addKeyValue("tokens_out", 7)
                .setCause(new IllegalStateException("two\nlines"))
                .log("ended:");

        assertThat(written().lines()).hasSize(1);
        JsonNode line = JsonMapper.builder().build().readTree(written());
        assertThat(line.path("@timestamp").asText()).startsWith("20");
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("message").asText()).isEqualTo("ended:");
        assertThat(line.path("tokens_out").isInt()).isTrue();
        assertThat(line.path("stack_trace").asText()).startsWith("java.lang.IllegalStateException: two\nlines\n\tat ");
    }

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void hidesSecretsInMessagesAndInStackTraces(LogFormat format) {
        for (List<String> leak : LEAKS) {
            begin(format);
            stream.reset();
            LoggerFactory.getLogger("net.dv8tion.jda").warn("{} went wrong", leak.getFirst());
            LoggerFactory.getLogger(LogsTest.class)
                    .error(
                            "failed",
                            new IllegalStateException(
                                    "outer", new UncheckedIOException(new IOException(leak.getFirst()))));

            assertThat(written())
                    .contains("(secret)", "went wrong", "LogsTest.java")
                    .doesNotContain(leak.getLast())
                    .doesNotContain(leak.getLast().replace("\"", "\\\""));
        }
    }

    @Test
    void hidesTheTokensInTheNamesThatJdaGivesItsCalls() {
        begin(LogFormat.TEXT);
        for (var route : List.of(
                Route.Interactions.CALLBACK.compile("123", "aW50ZXJhY3Rpb24"),
                Route.Interactions.CREATE_FOLLOWUP.compile("123", "aW50ZXJhY3Rpb24"))) {
            LoggerFactory.getLogger("net.dv8tion.jda").warn("{} {}", route, route.getMajorParameters());
        }

        assertThat(written()).contains("(secret)").doesNotContain("aW50ZXJhY3Rpb24");
    }

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void doesNotRepeatWhatAServerQuotes(LogFormat format) {
        begin(format);
        LoggerFactory.getLogger(LogsTest.class)
                .error(
                        "failed",
                        new IllegalStateException(
                                "the call failed", new HttpException(400, "bad: \"heliotrope\"\nagain")));

        assertThat(written()).contains("the call failed", "HttpException").doesNotContain("heliotrope", "again");
    }

    @Test
    void leavesOrdinaryAddressesAndIdsReadable() {
        begin(LogFormat.TEXT);
        var plain = "GET https://discord.com/api/v10/channels/123/messages/456?limit=5 turn=7f0e8a4c-0000 10:20:30";
        LoggerFactory.getLogger(LogsTest.class).warn(plain);

        assertThat(written()).contains(plain);
    }

    @Test
    void keepsSoManyGzippedFilesAndNoMore() throws IOException {
        Path file = folder.resolve("parley.log");
        Logs.toFile(file, settings(LogFormat.TEXT), Set.of());
        var log = LoggerFactory.getLogger(LogsTest.class);
        var filler = "x".repeat(1000);
        // A file's size is looked at a few times a second, however much is written meanwhile.
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            for (int i = 0; i < 150; i++) {
                log.info(filler);
            }
            return Files.exists(folder.resolve("parley.log.2.gz"));
        });
        Logs.close();

        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("parley.log", "parley.log.1.gz", "parley.log.2.gz");
        }
        try (InputStream gzip = new GZIPInputStream(Files.newInputStream(folder.resolve("parley.log.1.gz")))) {
            assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8)).contains(filler);
        }
    }

    @Test
    void followsALevelThatChanges() {
        begin(LogFormat.TEXT);
        var log = LoggerFactory.getLogger(LogsTest.class);
        log.debug("first");
        Logs.level(LogLevel.DEBUG);
        log.debug("second");

        assertThat(written()).doesNotContain("first").contains("second");
    }

    @Test
    void makesNoFileBeforeTheFirstLine() {
        Path file = folder.resolve("later/parley.log");
        Logs.toFile(file, settings(LogFormat.TEXT), Set.of());
        assertThat(file.getParent()).doesNotExist();

        LoggerFactory.getLogger(LogsTest.class).info("now");
        assertThat(file).isNotEmptyFile();
    }
}
