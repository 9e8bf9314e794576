package dev.parley.engine.supervisor;

import dev.parley.engine.models.MachineMemory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the child is started: another JVM, through a shell that ignores SIGINT first. A terminal's Ctrl-C goes to every
 * process of its group; an ignored signal stays ignored through {@code exec}, and HotSpot installs no handler over it.
 *
 * @param java the launcher of the JDK
 * @param flags for the JVM
 * @param classPath absolute paths
 * @param mainClass with the child's {@code main}
 * @param directory where it runs: a crash leaves its {@code hs_err_pid….log} there
 */
public record EngineCommand(Path java, List<String> flags, List<Path> classPath, String mainClass, Path directory) {

    /**
     * A JVM for llama.cpp: the memory is the model's, so a small heap, of which a young generation of its usual size would
     * fill 100 MB before the first collection, and one collector thread (more living threads cost decode speed); the
     * first compiler only, which brings the first token 0.3 s forward; one thread to carry all replies, because each that
     * wakes takes a core from the model; no core dumps of gigabytes; and no Nagle, which holds a chunk's few bytes back
     * until the one before is acknowledged. How large the heap may be follows the memory.
     */
    public static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Xmn24m",
            "-XX:-CreateCoredumpOnCrash",
            "-Dsun.net.httpserver.nodelay=true",
            "--enable-native-access=ALL-UNNAMED");

    private static final long MOST_HEAP_MB = 384;

    /** Less than that is not enough for a prompt that fills a large context. */
    private static final long LEAST_HEAP_MB = 96;

    private static final String IGNORE_INTERRUPTS = "trap '' INT; exec \"$@\"";

    /** Makes paths absolute, because the child runs in another folder, and copies the lists. */
    public EngineCommand {
        java = java.toAbsolutePath();
        flags = List.copyOf(flags);
        classPath = classPath.stream().map(Path::toAbsolutePath).toList();
        directory = directory.toAbsolutePath();
    }

    /**
     * The JVM and class path that run now, with the {@linkplain #FLAGS usual flags}.
     *
     * @param mainClass with the child's {@code main}
     * @param directory where it runs; must exist
     * @return the command
     */
    public static EngineCommand likeThisProcess(String mainClass, Path directory) {
        var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
        return new EngineCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                flags(MachineMemory.ofThisMachine().total()),
                classPath,
                mainClass,
                directory);
    }

    /**
     * The usual flags and the heap's limit: a quarter of the memory, 96 to 384 MB.
     *
     * @param memory bytes of the machine, or of the container
     */
    static List<String> flags(long memory) {
        var flags = new ArrayList<>(FLAGS);
        flags.add("-Xmx" + Math.clamp(memory >> 22, LEAST_HEAP_MB, MOST_HEAP_MB) + "m");
        return flags;
    }

    /**
     * Starts the process, for what is no engine that has to be kept alive. What it needs to know it is told by standard
     * input; when that ends it has to leave.
     *
     * @return it, with the part of this process's environment that an engine gets; what it complains of is thrown away
     * @throws IOException if it cannot be started
     */
    public Process start() throws IOException {
        var builder =
                new ProcessBuilder(line()).directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = ChildEnvironment.of(builder.environment());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The command line, without any secret: those go by standard input. */
    List<String> line() {
        var line = new ArrayList<>(List.of("/bin/sh", "-c", IGNORE_INTERRUPTS, "sh", java.toString()));
        line.addAll(flags);
        line.addAll(List.of(
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                mainClass));
        return line;
    }
}
