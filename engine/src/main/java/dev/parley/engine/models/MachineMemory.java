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
     * @return the smaller of what the system and the container's limit (cgroup version 2) leave; where neither can be
     *     read, half of what the JVM says the machine has
     */
    public long available() {
        return Stream.of(fromProc(), fromCgroup())
                .flatMapToLong(OptionalLong::stream)
                .min()
                .orElseGet(MachineMemory::halfOfTheMachine);
    }

    /**
     * How much of it the states of conversations at rest take where nobody says otherwise.
     *
     * @param left bytes that nothing else needs
     * @return a quarter, 64 MB to 4 GB
     */
    public static long cacheShare(long left) {
        return Math.clamp(left / 4, LEAST_CACHE, MOST_CACHE);
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

    private OptionalLong fromCgroup() {
        List<String> most = lines("sys/fs/cgroup/memory.max");
        List<String> used = lines("sys/fs/cgroup/memory.current");
        if (most.isEmpty() || used.isEmpty() || !most.getFirst().matches("\\d{1,18}")) {
            return OptionalLong.empty();
        }
        // Files read before, the model's too, count as used until somebody needs the room.
        long cached = lines("sys/fs/cgroup/memory.stat").stream()
                .filter(line -> line.startsWith("inactive_file "))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
        long left = Long.parseLong(most.getFirst()) - Long.parseLong(used.getFirst()) + cached;
        return OptionalLong.of(Math.max(0, left));
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
