package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bot.cli.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private Path recipe;
    private Path bin;
    private Path note;

    @BeforeEach
    void makeARecipe() throws Exception {
        recipe = Files.createDirectory(folder.resolve("recipe"));
        Files.writeString(recipe.resolve("requirements.lock"), "torch==1\n");
        bin = Files.createDirectory(folder.resolve("bin"));
        note = folder.resolve("note");
        environment.put("PATH", bin + ":/bin:/usr/bin:");
    }

    @Test
    void installsOnce() throws Exception {
        python("python3", "3.12", 0, 0);

        Path first = ready();
        Path second = ready();

        assertThat(first).isEqualTo(second).isExecutable();
        assertThat(note).hasContent("run\n");
        assertThat(text()).contains("to fetch", folder.resolve("cache").toString());
    }

    @Test
    void installsAgainWhenTheLockChanges() throws Exception {
        python("python3", "3.12", 0, 0);
        ready();

        Files.writeString(recipe.resolve("requirements.lock"), "torch==2\n");
        ready();

        assertThat(note).hasContent("run\nrun\n");
    }

    @Test
    void whatWasNotInstalledWholeIsInstalledAgain() throws Exception {
        python("python3", "3.12", 0, 1);
        assertRefused("pip could not install");

        python("python3", "3.12", 0, 0);
        ready();

        assertThat(note).hasContent("run\nrun\n");
    }

    @Test
    void anOlderPythonIsNamedWithTheWayOut() throws Exception {
        environment.put("PATH", bin.toString());
        python("python3", "3.9", 0, 0);

        assertRefused(bin.resolve("python3") + " is Python 3.9. Install Python 3.11 or newer");
    }

    @Test
    void aNewerOneBesideIsTaken() throws Exception {
        python("python3", "3.9", 0, 0);
        python("python3.13", "3.13", 0, 0);

        assertThat(ready()).isExecutable();
    }

    @Test
    void aPythonWithoutVenvIsNamedWithTheWayOut() throws Exception {
        environment.put("PATH", bin.toString());
        python("python3", "3.12", 1, 0);

        assertRefused("is Python 3.12 without venv. Install");
    }

    @Test
    void noPythonIsSaid() {
        environment.put("PATH", bin.toString());

        assertRefused("There is no python3 on the PATH. Install");
    }

    @Test
    void aGivenFolderThatIsNoEnvironmentIsLeftAlone() throws Exception {
        python("python3", "3.12", 0, 0);
        Path given = Files.createDirectory(folder.resolve("given"));
        Files.writeString(given.resolve("mine"), "precious");
        environment.put(PythonEnvironment.FOLDER, given.toString());

        assertRefused("no virtual environment");
        assertThat(given.resolve("mine")).hasContent("precious");
    }

    private void assertRefused(String words) {
        assertThatExceptionOfType(CommandFailure.class).isThrownBy(this::ready).withMessageContaining(words);
    }

    private Path ready() throws InterruptedException {
        return new PythonEnvironment(
                        recipe,
                        folder.resolve("cache"),
                        environment,
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .ready();
    }

    /** Answers its version, and makes an environment whose own python, pip that is, leaves a note. */
    private void python(String name, String version, int code, int pip) throws Exception {
        Path program = bin.resolve(name);
        Files.writeString(program, """
                #!/bin/sh
                if [ "$1" = -c ]; then echo %s; exit %s; fi
                mkdir -p "$3/bin"
                printf '#!/bin/sh\\necho run >> %s; exit %s\\n' > "$3/bin/python"
                chmod +x "$3/bin/python"
                """.formatted(version, code, note, pip));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
