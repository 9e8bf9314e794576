package dev.parley.bot.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same sources give the same jars, wherever they are built. */
class ReproducibleIT {
    @Test
    @Tag("slow")
    @Timeout(1800)
    void buildsTheSameBytesInTwoFolders(@TempDir Path folder) throws IOException, InterruptedException {
        var words = folder.resolve("words");
        var builder = new ProcessBuilder("../deploy/reproducible", "-o")
                .redirectErrorStream(true)
                .redirectOutput(words.toFile());
        builder.environment().put("PARLEY_JAVA_HOME", System.getProperty("java.home"));

        assertThat(builder.start().waitFor()).as(Files.readString(words)).isZero();
        assertThat(Files.readString(words)).endsWith(" ./parley.jar\n");
    }
}
