package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.local.OwnerConnection;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Database;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley reload} while {@code parley run} answers on a Discord on the loopback. */
class ReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LONG = 1500;
    private static final int SHORT = 20;

    @TempDir
    private Path folder;

    private FakeDiscord discord;
    private FakeChannel channel;
    private FakeUser anna;
    private Program parley;
    private Path config;

    @BeforeEach
    void start() throws IOException {
        discord = FakeDiscord.start();
        var guild = discord.guild(1_000_001, "Team");
        channel = discord.channel(guild, 1_000_002, "general");
        anna = discord.user(1_000_010, "anna");
        discord.join(guild, anna);
        parley = Program.on(folder)
                .talkative()
                .with("PARLEY_LOGGING_TO", "stdout")
                .with("PARLEY_LOGGING_FORMAT", "json")
                .with(discord);
        config = parley.home().resolve("parley.yaml");
        Files.createDirectories(parley.home());
        configure("en", LONG, 0, 8);
    }

    @AfterEach
    void stop() {
        List<String> violations = discord.violations();
        discord.close();
        assertThat(violations).isEmpty();
    }

    private void configure(String language, int tokens, int messages, int gpuLayers) throws IOException {
        Files.writeString(config, """
                bot: {language: %s}
                engine: {port: %d}
                chat: {max-tokens: %d}
                limits: {messages-a-minute: %d}
                """.formatted(language, 8000 + gpuLayers, tokens, messages));
    }

    private SentMessage own(long asked) {
        return discord.ownMessages(channel).stream()
                .filter(each -> each.reference() == asked)
                .findFirst()
                .orElse(null);
    }

    /** How many replies have ended: below the last message of each there is a button. */
    private long ended() {
        return discord.ownMessages(channel).stream()
                .filter(each -> each.components().toString().contains("regenerate"))
                .count();
    }

    @Test
    void newMessagesSeeTheNewSettingsAndTheReplyThatRunsEndsWhole() throws IOException {
        try (Run run = parley.start("run")) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(run.err()).contains("On Discord as"));
            long first = discord.mention(channel, anna, "Tell me a long story");
            await().atMost(PATIENCE)
                    .until(() -> own(first) != null && !own(first).content().isBlank());

            configure("de", SHORT, 1, 4);
            try (var owner = OwnerConnection.open(parley.home().resolve("state/parley.sock"), Words.english())
                    .orElseThrow()) {
                var reload = owner.reload();
                assertThat(ended()).as("the reply is still on its way").isZero();
                assertThat(reload.file()).isEqualTo(config.toString());
                assertThat(reload.changed())
                        .containsExactly(
                                "bot.language: en -> de",
                                "chat.max-tokens: " + LONG + " -> " + SHORT,
                                "limits.messages-a-minute: 0 -> 1");
                assertThat(reload.restart()).containsExactly("engine.port: 8008 -> 8004");
            }
            discord.mention(channel, anna, "Tell me a short story");
            long third = discord.mention(channel, anna, "And another one");
            await("the refusal")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(own(third))
                            .extracting(SentMessage::content, as(STRING))
                            .contains("eine Nachricht pro Minute"));

            await("both replies end").atMost(PATIENCE).until(() -> ended() == 2);
            refusesMistakesAndSaysAll();
            run.terminate();
            Run.Ended ended = run.end();
            assertThat(ended.err()).doesNotContain("Exception");
            assertThat(ended.out().lines())
                    .allMatch(each -> each.startsWith("{\"@timestamp\":"))
                    .anyMatch(each ->
                            each.contains("\"message\":\"reply ended:\"") && each.contains("\"tokens_out\":" + SHORT));
            assertThat(parley.home().resolve("state/parley.log")).doesNotExist();
        }
        try (var database = Database.open(parley.home().resolve("data/parley.mv.db"))) {
            assertThat(lengths(database)).containsExactlyInAnyOrder(LONG, SHORT);
        }
    }

    private void refusesMistakesAndSaysAll() throws IOException {
        Files.writeString(config, "bot: {language: it}\nlimits: {messages-a-minute: many}\nchat: {persona: nobody}\n");
        Run.Ended refused = parley.run("reload");
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains(
                        "parley.yaml:1: bot.language",
                        "parley.yaml:2: limits.messages-a-minute",
                        "nothing was changed");

        Files.writeString(
                config,
                "bot: {language: de}\nchat: {persona: nobody, max-tokens: 20}\nlimits: {messages-a-minute: 1}\n");
        assertThat(parley.run("reload").err()).contains("There is no persona 'nobody'", "nothing was changed");

        configure("de", SHORT, 1, 8);
        Run.Ended done = parley.run("reload");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo("read again: " + config + "\nnothing changed at once\n");
    }

    private List<Integer> lengths(Database database) {
        return discord.ownMessages(channel).stream()
                .flatMap(each ->
                        database
                                .deliveries()
                                .find("discord", Long.toString(channel.id()), Long.toString(each.id()))
                                .stream())
                .flatMap(each -> database.conversations().turn(each.turnId()).stream())
                .map(Turn::generation)
                .filter(Objects::nonNull)
                .map(Generation::completionTokens)
                .distinct()
                .toList();
    }

    @Test
    void saysSoWhereNobodyRuns() {
        Run.Ended ended = parley.run("reload");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("nobody runs Parley on this home").doesNotContain("Exception");
    }
}
