package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code persona train} as it is typed; a shell script stands in PyTorch's place. */
class TrainProcessTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsStoppedLeavesThePersonaAsItWasAndNoProcessBehind() throws Exception {
        var parley = Program.on(folder);
        var persona = persona(parley);
        var before = Files.readString(persona.resolve("persona.yaml"));
        var pid = folder.resolve("pid");
        var program = parley.with("PARLEY_TRAINING_VENV", python("echo $$ > " + pid + "; exec sleep 600"));

        try (var run = program.start(
                "persona", "train", "pirate", "--model", parley.tiny().toString())) {
            await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(pid) && Files.size(pid) > 1);
            var python = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
            assertThat(python).isPresent();

            run.terminate();

            assertThat(run.end().exitCode()).isEqualTo(143);
            await().atMost(Duration.ofSeconds(30)).until(() -> !python.get().isAlive());
        }
        assertThat(persona.resolve("persona.yaml")).hasContent(before);
        assertThat(persona.resolve("adapters")).isEmptyDirectory();
        try (Stream<Path> left = Files.list(parley.home().resolve("cache/training"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void refusesAPersonaThatIsNotThere() {
        var ended = Program.on(folder).run("persona", "train", "nobody");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("nobody");
    }

    private static Path persona(Program parley) throws Exception {
        var persona = Files.createDirectories(parley.home().resolve("data/personas/pirate"));
        Files.writeString(persona.resolve("persona.yaml"), "name: Pirate\ndescription: Talks.\n");
        Files.writeString(persona.resolve("prompt.md"), "You are a pirate.");
        Files.writeString(Files.createDirectory(persona.resolve("examples")).resolve("train.jsonl"), """
                {"id":"a","messages":[{"role":"user","content":"Hi!"},{"role":"assistant","content":"Ahoy."}]}
                {"id":"b","messages":[{"role":"user","content":"Rain?"},{"role":"assistant","content":"Aye."}]}
                """);
        return persona;
    }

    private String python(String script) throws Exception {
        var venv = folder.resolve("venv");
        var python = Files.createDirectories(venv.resolve("bin")).resolve("python");
        Files.writeString(python, "#!/bin/sh\n" + script);
        assertThat(python.toFile().setExecutable(true)).isTrue();
        return venv.toString();
    }
}
