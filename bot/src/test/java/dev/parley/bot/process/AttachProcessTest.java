package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other commands while {@code parley run} is up, in front of a Discord on the loopback. */
class AttachProcessTest {
    private static final String CTRL_C = "\u0003";

    @TempDir
    private static Path folder;

    private static FakeDiscord discord;
    private static Program parley;
    private static Run owner;

    @BeforeAll
    static void start() {
        discord = FakeDiscord.start();
        parley = Program.on(folder).talkative().with("PARLEY_CHAT_MAX_TOKENS", "20");
        owner = run(parley);
    }

    @AfterAll
    static void stop() {
        owner.close();
        discord.close();
    }

    private static Run run(Program program) {
        var run = program.with(discord).start("run");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(socket(program)));
        return run;
    }

    private static Path socket(Program program) {
        return program.home().resolve("state/parley.sock");
    }

    @Test
    void keepsTheSocketToItsUser() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket(parley))))
                .isEqualTo("rw-------");
    }

    @Test
    void chatsInAPipe() throws IOException {
        var ended = parley.pipe("Hello\n/persona coder\n/history\n/export\n/status\n", "chat");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("coder", "**assistant**", "Everything stored about you", "endless.gguf");
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")).findFirst())
                    .hasValueSatisfying(export -> assertThat(export).content().contains("\"Hello\""));
        }
    }

    @Test
    void asksWithOptionsOfItsOwn() throws JsonProcessingException {
        var ended = parley.pipe(
                "and this\n",
                "ask",
                "--json",
                "Look",
                "--persona",
                "writer",
                "--max-tokens",
                "5",
                "--model",
                parley.endless().toString(),
                "--conversation",
                "asked");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        var object = new ObjectMapper().readTree(ended.out());
        assertThat(object.path("persona").asText()).isEqualTo("writer");
        assertThat(object.path("completion_tokens").asInt()).isEqualTo(5);
        assertThat(object.path("finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void refusesAnotherModelAndNamesTheOwner() {
        var other = TinyModel.standard().writeTo(folder.resolve("other.gguf"));
        var ended = parley.run("ask", "Hello", "--model", other.toString());

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).contains("Process " + owner.pid(), "endless.gguf", "other.gguf", "leave --model out");
    }

    @Test
    void refusesAnotherConfigurationAndNamesTheOwner() throws IOException {
        var other = Files.writeString(folder.resolve("other.yaml"), "bot: {name: Ada}\n");
        var ended = parley.run("chat", "--config", other.toString());

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).contains("Process " + owner.pid(), "other.yaml", "leave --config out");
    }

    @Test
    void refusesAPersonaThatIsNotThere() {
        var ended = parley.run("ask", "Hello", "--persona", "nobody");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("There is no persona 'nobody'", "coder");
    }

    @Test
    void doctorAsksTheOwner() {
        var ended = parley.run("doctor");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains("is open in process " + owner.pid(), "endless.gguf, in use")
                .containsPattern("ok +engine ");
    }

    @Test
    void stopsAReplyAtCtrlCAndAnswersTheNextMessage() {
        try (var run = parley.onTerminal("chat", "--max-tokens", "15000", "--conversation", "screen")) {
            run.awaitOut(out -> prompts(out) == 1);
            run.type("Tell me a long story\r");
            run.awaitOut(out -> out.length() > 2000);
            run.type(CTRL_C);
            run.awaitOut(out -> prompts(out) == 2);
            int before = run.out().length();
            run.type("And another\r");
            run.awaitOut(out -> out.length() > before + 1000);
            run.type(CTRL_C);
            run.awaitOut(out -> prompts(out) == 3);
            run.type(CTRL_C);

            assertThat(run.end().exitCode()).isZero();
        }
    }

    private static long prompts(String out) {
        return out.replaceAll("\033\\[[0-9;?]*[A-Za-z]|\033[=>]|\r", "")
                .lines()
                .filter(line -> line.startsWith("> "))
                .count();
    }

    @Test
    void saysSoWhenTheOwnerIsKilledAndLosesNothing(@TempDir Path elsewhere) {
        var other = Program.on(elsewhere).talkative();
        try (var killed = run(other);
                var asking = other.start("ask", "Tell me a long story", "--max-tokens", "15000")) {
            asking.endInput();
            asking.awaitOut(out -> out.length() > 100);
            killed.kill();

            var ended = asking.end();
            assertThat(ended.exitCode()).isEqualTo(130);
            assertThat(ended.err().lines()).hasSize(1);
            assertThat(ended.err()).contains("Process " + killed.pid() + ", which answered here, has ended");
        }
        var next = other.with("PARLEY_CHAT_MAX_TOKENS", "5").pipe("/history\n", "chat");
        assertThat(next.exitCode()).isZero();
        assertThat(next.out()).contains("Tell me a long story", "(interrupted)");
    }
}
