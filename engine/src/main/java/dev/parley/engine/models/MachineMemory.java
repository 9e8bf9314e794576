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

    /**
     * Bytes that can be used without swapping or being killed.
     *
     * @return the smaller of what the system and the {@linkplain Cgroup control groups} leave; where neither can be read,
     *     half of what the JVM says the machine has
     */
    public long available() {
        return Stream.of(fromProc(), new Cgroup(root).memoryLeft())
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
        return lines("proc/self/status").stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    private OptionalLong fromProc() {
        return lines("proc/meminfo").stream()
                .filter(line -> line.startsWith("MemAvailable:"))
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
