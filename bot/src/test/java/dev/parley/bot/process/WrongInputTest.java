package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake: one sentence, the exit code of the table, no stack trace, and the conversation is still there. */
class WrongInputTest {
    @TempDir
    private Path folder;

    private Program parley;

    @BeforeEach
    void start() {
        parley = Program.on(folder);
    }

    @Test
    void namesAFileThatIsNoModel() {
        refused(4, "bad.gguf is no GGUF model file", askWith(TinyModel.writeNoGguf(folder.resolve("bad.gguf"))));
    }

    @Test
    void namesAFileThatIsCutShort() {
        refused(4, "bad.gguf is cut short", askWith(TinyModel.writeTruncated(folder.resolve("bad.gguf"))));
    }

    @Test
    void namesAnArchitectureThatItDoesNotKnow() {
        refused(
                4,
                "the architecture \"qwen3\"",
                askWith(TinyModel.writeUnknownArchitecture(folder.resolve("bad.gguf"))));
    }

    @Test
    void refusesAModelOfTheCatalogueWithOtherBytes() throws IOException {
        var models = Files.createDirectories(parley.home().resolve("cache/models"));
        var file = TinyModel.write(models.resolve("smollm2-135m-instruct.gguf"));
        refused(4, "is not the file that it should be: its sha256 is", parley.run("ask", "hello"));
        assertThat(file).isRegularFile();

        var looked = parley.run("doctor");
        assertThat(looked.out())
                .containsPattern("wrong +model +")
                .contains("is not the file that it should be", "run parley model pull smollm2-135m-instruct");
        assertThat(looked.exitCode()).isEqualTo(4);
    }

    @Test
    void saysThatNothingCanBeFetched() {
        var ended = parley.with("PATH", folder.toString()).run("ask", "hello");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines().reduce((_, last) -> last).orElseThrow())
                .contains("smollm2-135m-instruct could not be fetched", "127.0.0.1", "python3");
        assertThat(ended.err()).doesNotContain("Exception", "\tat ");

        refused(
                4,
                "HF_ENDPOINT is \"nowhere\"",
                parley.with("HF_ENDPOINT", "nowhere").run("ask", "hello"));
    }

    @Test
    void keepsEverythingWhereTheDiskIsFull() throws IOException, InterruptedException {
        var disk = Files.createDirectories(folder.resolve("disk"));
        var mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        assumeTrue(succeeds(mounted), "a small disk can be mounted by root only");
        try {
            parley = new Program(disk.resolve("home"), parley.environment(), parley.prefix());
            parley = parley.with(
                    "PARLEY_ENGINE_MODEL",
                    TinyModel.write(folder.resolve("tiny.gguf")).toString());
            assertThat(parley.run("ask", "hello").exitCode()).isZero();
            var before = Stored.in(parley.home(), "main").texts();
            var filler = disk.resolve("filler");
            fill(filler);

            refused(6, "No space left", parley.run("ask", "hello again"));
            Files.delete(filler);
            assertThat(parley.run("ask", "once more").exitCode()).isZero();
            assertThat(Stored.in(parley.home(), "main").texts()).startsWith(before.toArray(String[]::new));
        } finally {
            succeeds(new ProcessBuilder("umount", disk.toString()));
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            // It is full.
        }
    }

    @Test
    void saysThatAHomeCannotBeWritten() throws IOException, InterruptedException {
        var home = Files.createDirectories(parley.home());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("r-xr-xr-x"));
        var mortal = parley;
        if (Files.isWritable(home)) {
            String[] withoutPowers = {"setpriv", "--bounding-set=-all", "--inh-caps=-all"};
            assumeTrue(
                    succeeds(new ProcessBuilder("setpriv", "--bounding-set=-all", "--inh-caps=-all", "true")),
                    "root can write everywhere, and there is no setpriv here to keep it from that");
            mortal = parley.after(withoutPowers);
        }
        refused(6, "cannot write to " + home, mortal.run("ask", "hello"));
        try (var files = Files.list(home)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void reportsAllMistakesOfAConfigurationWithTheirLines() throws IOException {
        Files.createDirectories(parley.home());
        Files.writeString(parley.home().resolve("parley.yaml"), """
                engine:
                  modle: tiny
                  parallel: 1e99
                chat:
                  temperature: .nan
                  max-tokens: -3
                """);
        var ended = parley.with("PARLEY_CHAT_TOP_P", "NaN").run("ask", "hello", "--seed", "99999999999999999999");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines())
                .hasSize(7)
                .anySatisfy(line -> assertThat(line).contains("parley.yaml:2", "engine.modle", "engine.model?"))
                .anySatisfy(
                        line -> assertThat(line).contains("parley.yaml:3", "'1e99' is not a whole number from 1 to"))
                .anySatisfy(line -> assertThat(line).contains("parley.yaml:5", "'.nan' is not a number from 0 to 2"))
                .anySatisfy(line -> assertThat(line).contains("parley.yaml:6", "'-3'"))
                .anySatisfy(line -> assertThat(line).contains("PARLEY_CHAT_TOP_P", "'NaN'"))
                .anySatisfy(line -> assertThat(line).contains("--seed", "'99999999999999999999'"));

        Files.writeString(parley.home().resolve("parley.yaml"), "engine: [\n");
        assertThat(parley.run("config", "check").err()).contains("parley.yaml", "this is no YAML");
    }

    @ParameterizedTest
    @CsvSource({
        "ask hello --temperature NaN, --temperature: 'NaN' is not a number from 0 to 2",
        "ask hello --max-tokens -1, --max-tokens: '-1' is not a whole number",
        "ask hello --max-tokens 1e400, --max-tokens: '1e400' is not a whole number",
        "ask hello --modle x, did you mean --model?",
        "ask hello --model smolm2-135m-instruct, Did you mean smollm2-135m-instruct",
        "ask hello --config missing.yaml, missing.yaml: there is no such file",
        "frobnicate, there is no command 'frobnicate'",
        "persona show codr, coder",
    })
    void refusesAWrongCommandLine(String line, String words) {
        refused(2, words, parley.run(line.split(" ")));
    }

    @Test
    void refusesMessagesThatCannotBeAnswered() {
        parley = parley.with("PARLEY_ENGINE_MODEL", parley.tiny().toString());
        refused(7, "there is no question", parley.run("ask"));
        refused(7, "there is no question", parley.pipe(" \n\t\n", "ask", ""));
        refused(7, "This message has 1,000,0", parley.pipe("a".repeat(1_000_000), "ask"));
        refused(2, "--conversation: a name has", parley.run("ask", "hello", "--conversation", " "));
        refused(2, "There is no persona 'codr'", parley.run("ask", "hello", "--persona", "codr"));
        assertThat(Stored.in(parley.home(), "main").turns()).isEmpty();
    }

    private Run.Ended askWith(Path model) {
        return parley.run("ask", "hello", "--model", model.toString());
    }

    private static void refused(int code, String words, Run.Ended ended) {
        assertThat(ended.err()).contains(words).doesNotContain("Exception", "\tat ");
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(code);
    }

    private static boolean succeeds(ProcessBuilder command) throws InterruptedException {
        try {
            return command.start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
