package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory this machine, or the container that we are in, can still give. */
public final class MachineMemory {
    private static final long MEGABYTE = 1 << 20;
    private static final long LEAST_CACHE = 64 * MEGABYTE;
    private static final long MOST_CACHE = 4096 * MEGABYTE;

    private final Path root;

    /**
     * Looks at a machine.
     *
     * @param root "/"; another folder with {@code proc} and {@code sys} in tests
     */
    public MachineMemory(Path root) {
        this.root = root;
    }

    /** The one that this process runs on. */
    public static MachineMemory ofThisMachine() {
        return new MachineMemory(Path.of("/"));
    }

    /**
     * Bytes that there are, used or not.
     *
     * @return the machine's memory, or the smallest limit of the control groups, {@code memory.high} too, of which the
     *     JVM's own number knows nothing; without /proc what the JVM says
     */
    public long total() {
        return Stream.of(
                        kilobytes("proc/meminfo", "MemTotal:"),
                        new Cgroup(root)
                                .memory()
                                .map(Cgroup.Memory::bytes)
                                .map(OptionalLong::of)
                                .orElse(OptionalLong.empty()))
                .flatMapToLong(OptionalLong::stream)
                .min()
                .orElseGet(() -> 2 * halfOfTheMachine());
    }

    /**
     * Bytes that can be used without swapping or being killed.
     *
     * @return the smaller of what the system and the {@linkplain Cgroup control groups} leave; where neither can be read,
     *     half of what the JVM says the machine has
     */
    public long available() {
        return Stream.of(kilobytes("proc/meminfo", "MemAvailable:"), new Cgroup(root).memoryLeft())
                .flatMapToLong(OptionalLong::stream)
                .min()
                .orElseGet(MachineMemory::halfOfTheMachine);
    }

    /**
     * How much of it the states of conversations at rest take where nobody says otherwise.
     *
     * @param left bytes that nothing else needs
     * @return a quarter, 64 MB to 4 GB; all of it where it is less than 64 MB
     */
    public static long cacheShare(long left) {
        return Math.clamp(left / 4, Math.clamp(left, 0, LEAST_CACHE), MOST_CACHE);
    }

    /**
     * Bytes that this process has in memory at the moment, pages of the model's file among them.
     *
     * @return 0 where the system does not tell it in {@code proc}
     */
    public long resident() {
        return kilobytes("proc/self/status", "VmRSS:").orElse(0);
    }

    private OptionalLong kilobytes(String file, String name) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }

    private static long halfOfTheMachine() {
        var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean known
                ? known.getTotalMemorySize() / 2
                : 1024 * MEGABYTE;
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
