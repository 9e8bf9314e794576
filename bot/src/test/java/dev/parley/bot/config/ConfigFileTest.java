package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void makesTheFolderAndTheFileForTheirOwnerOnly() throws IOException {
        var file = folder.resolve("new/parley.yaml");

        assertThat(ConfigFile.create(file, "bot: {name: Ada}\n")).isTrue();
        assertThat(file).hasContent("bot: {name: Ada}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void changesNoFileThatIsThere() throws IOException {
        var file = folder.resolve("parley.yaml");
        Files.writeString(file, "mine");

        assertThat(ConfigFile.create(file, "yours")).isFalse();
        assertThat(file).hasContent("mine");
        assertThat(folder)
                .isDirectoryContaining(each -> each.equals(file))
                .isDirectoryNotContaining("glob:**/.parley-*");
    }

    @Test
    void saysWhichFolderCannotBeUsed() throws IOException {
        var inTheWay = Files.writeString(folder.resolve("home"), "a file");

        assertThatThrownBy(() -> ConfigFile.create(inTheWay.resolve("parley.yaml"), "text"))
                .isInstanceOf(HomeException.class)
                .hasMessageContaining(inTheWay.toString());
    }
}
