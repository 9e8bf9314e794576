package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineCommandTest {
    @Test
    void unpacksBesideItselfAndNotWhereTheSystemMayForbidToRunIt(@TempDir Path folder) throws IOException {
        var tmp = folder.resolve("tmp");
        assertThat(EngineCommand.likeThisProcess("Main", folder).flags()).contains("-Djava.io.tmpdir=" + tmp);
        var left = Files.createFile(tmp.resolve("left"));
        var used = Files.createFile(tmp.resolve("used"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        EngineCommand.likeThisProcess("Main", folder);
        assertThat(left).doesNotExist();
        assertThat(used).exists();
    }

    @ParameterizedTest
    @CsvSource({"128, -Xmx96m", "768, -Xmx192m", "1536, -Xmx384m", "64000, -Xmx384m"})
    void theHeapFollowsTheMemory(long megabytes, String flag) {
        assertThat(EngineCommand.flags(megabytes << 20)).contains(flag);
    }
}
