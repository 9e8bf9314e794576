package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path folder;

    @Test
    void followsTheXdgFoldersAndIgnoresRelativeOnes() {
        var home = Home.of(Map.of("XDG_CONFIG_HOME", "/etc/x", "XDG_DATA_HOME", "data"), Path.of("/home/ada"));

        assertThat(home.configFile()).isEqualTo(Path.of("/etc/x/parley/parley.yaml"));
        assertThat(home.database()).isEqualTo(Path.of("/home/ada/.local/share/parley/parley.mv.db"));
        assertThat(home.logFile()).isEqualTo(Path.of("/home/ada/.local/state/parley/parley.log"));
        assertThat(home.models()).isEqualTo(Path.of("/home/ada/.cache/parley/models"));
    }

    @Test
    void parleyHomeMovesThemAll() {
        var home = Home.of(Map.of("PARLEY_HOME", "/srv/parley", "XDG_DATA_HOME", "/data"), Path.of("/home/ada"));

        assertThat(home.configFile()).isEqualTo(Path.of("/srv/parley/parley.yaml"));
        assertThat(home.data()).isEqualTo(Path.of("/srv/parley/data"));
        assertThat(home.state()).isEqualTo(Path.of("/srv/parley/state"));
        assertThat(home.cache()).isEqualTo(Path.of("/srv/parley/cache"));
    }

    @Test
    void makesFoldersThatOnlyTheirOwnerReads() throws IOException {
        var home = Home.of(Map.of("PARLEY_HOME", folder.resolve("new/home").toString()), folder);

        home.prepare();
        home.prepare();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.data())))
                .isEqualTo("rwx------");
        assertThat(home.data()).isEmptyDirectory();
    }

    @Test
    void namesAFolderThatCannotBeUsed() throws IOException {
        Files.createFile(folder.resolve("data"));
        var home = Home.of(Map.of("PARLEY_HOME", folder.toString()), folder);

        assertThatThrownBy(home::prepare)
                .isInstanceOf(HomeException.class)
                .hasMessageContaining(folder.resolve("data").toString())
                .hasMessageContaining("there is a file of that name");
        // /proc refuses new folders, to root too.
        assertThatThrownBy(() ->
                        Home.of(Map.of("PARLEY_HOME", "/proc/parley"), folder).prepare())
                .isInstanceOf(HomeException.class)
                .hasMessageStartingWith("cannot write to /proc/parley/data (")
                .hasMessageContaining("PARLEY_HOME");
    }

    @Test
    void remembersTheChosenModel() {
        var home = Home.of(Map.of("PARLEY_HOME", folder.toString()), folder);
        home.prepare();
        var chosen = new ChosenModel(home);

        assertThat(chosen.get()).isEmpty();
        chosen.set("qwen2.5-0.5b-instruct");
        chosen.set("smollm2-135m-instruct");
        assertThat(new ChosenModel(home).get()).contains("smollm2-135m-instruct");
        assertThat(home.data()).isDirectoryContaining(path -> path.endsWith("model"));
        assertThat(home.data().toFile().list()).hasSize(1);
    }
}
