package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineMemoryTest {

    @TempDir
    Path root;

    @Test
    void readsWhatTheSystemHasLeft() throws IOException {
        write("proc/meminfo", "MemTotal:  16000000 kB\nMemFree: 100 kB\nMemAvailable:    8000000 kB\n");

        assertThat(new MachineMemory(root).available()).isEqualTo(8_000_000L * 1024);
    }

    @Test
    void readsWhatTheContainerHasLeft() throws IOException {
        write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        write("sys/fs/cgroup/memory.max", "1000000000\n");
        write("sys/fs/cgroup/memory.current", "300000000\n");

        assertThat(new MachineMemory(root).available()).isEqualTo(700_000_000);
    }

    @Test
    void aContainerWithoutALimitDoesNotCount() throws IOException {
        write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        write("sys/fs/cgroup/memory.current", "300000000\n");

        assertThat(new MachineMemory(root).available()).isEqualTo(8_000_000L * 1024);
    }

    @Test
    void doesNotCountThePageCacheOfTheContainerAsUsed() throws IOException {
        write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        write("sys/fs/cgroup/memory.max", "1000000000\n");
        write("sys/fs/cgroup/memory.current", "900000000\n");
        write("sys/fs/cgroup/memory.stat", "anon 100000000\nfile 700000000\ninactive_file 600000000\n");

        assertThat(new MachineMemory(root).available()).isEqualTo(700_000_000);
    }

    @Test
    void hasNoMoreThanTheContainersLimit() throws IOException {
        write("proc/meminfo", "MemTotal:  16000000 kB\nMemAvailable:    8000000 kB\n");
        write("sys/fs/cgroup/memory.high", "1000000000\n");
        write("sys/fs/cgroup/memory.current", "300000000\n");

        assertThat(new MachineMemory(root).total()).isEqualTo(1_000_000_000);
    }

    @Test
    void hasWhatTheMachineHasWhereThereIsNoLimit() throws IOException {
        write("proc/meminfo", "MemTotal:  16000000 kB\nMemAvailable:    8000000 kB\n");

        assertThat(new MachineMemory(root).total()).isEqualTo(16_000_000L * 1024);
    }

    @Test
    void guessesWhereNothingCanBeRead() {
        assertThat(new MachineMemory(root).available()).isPositive();
        assertThat(new MachineMemory(root).total()).isPositive();
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
