package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A child in a group inside of a group that has limits, which only root can make, and not in every container. */
final class RealCgroupTest {
    private static final long MEMORY = 600L << 20;

    private final List<Path> made = new ArrayList<>();

    @AfterEach
    void remove() throws IOException {
        for (Path each : made.reversed()) {
            Files.deleteIfExists(each);
        }
    }

    @Test
    void seesTheLimitsOfTheGroupAbove() throws IOException, InterruptedException {
        Path cgroups = Path.of("/sys/fs/cgroup");
        boolean first = Files.isDirectory(cgroups.resolve("memory"));
        Path memory = group(first ? cgroups.resolve("memory") : cgroups, first ? null : "memory");
        Path cpu = first ? group(cgroups.resolve("cpu"), null) : memory;
        write(memory.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(MEMORY));
        write(cpu.resolve(first ? "cpu.cfs_quota_us" : "cpu.max"), first ? "50000" : "50000 100000");

        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "echo $$ > \"$1\" && echo $$ > \"$2\" && shift 2 && exec \"$@\"",
                        "sh",
                        inside(memory).resolve("cgroup.procs").toString(),
                        inside(cpu).resolve("cgroup.procs").toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShownLimits.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        child.waitFor();

        List<Double> figures =
                Stream.of(said.split(" ", -1)).map(Double::valueOf).toList();
        assertThat(figures.get(0)).as("memory").isEqualTo((double) MEMORY);
        assertThat(figures.get(1)).as("what is left of it").isPositive().isLessThan((double) MEMORY);
        assertThat(figures.get(2)).as("quota").isEqualTo(0.5);
        assertThat(figures.get(3)).as("the JVM's processors").isEqualTo(1.0);
        assertThat(figures.get(4)).as("all of the memory").isEqualTo((double) MEMORY);
    }

    private Path group(Path parent, @Nullable String controller) {
        try {
            if (controller != null
                    && !Files.readString(parent.resolve("cgroup.subtree_control"))
                            .contains(controller)) {
                abort("the controller " + controller + " is not handed on here");
            }
            return make(parent.resolve("parley-test-" + ProcessHandle.current().pid()));
        } catch (IOException e) {
            return abort("no control group can be made here: " + e);
        }
    }

    private Path inside(Path group) throws IOException {
        Path inside = group.resolve("in");
        return made.contains(inside) ? inside : make(inside);
    }

    private Path make(Path group) throws IOException {
        Files.createDirectory(group);
        made.add(group);
        return group;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            abort("limits cannot be set here: " + e);
        }
    }
}
