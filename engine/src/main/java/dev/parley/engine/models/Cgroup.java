package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the control groups that this process is in, a container's or a service's, let it take: of version 1, version 2, or
 * of both side by side. Groups lie in each other, and each may have a limit: the smallest on the way up to the root counts.
 * What lies above the root of a container's own view cannot be seen, by nobody in it. The files are those of the kernel's
 * {@code Documentation/admin-guide/cgroup-v2.rst} and {@code cgroup-v1/memory.rst}.
 *
 * <p>The JVM knows limits too, since 24 those of groups further up. Its number of processors is right, rounded up; its
 * total memory is, but for {@code memory.high}; its free memory is not, which takes files that were read for used.
 */
public final class Cgroup {
    private static final Path USUAL = Path.of("/sys/fs/cgroup");

    private final Path root;

    /**
     * A limit and what is left of it.
     *
     * @param bytes the limit
     * @param left bytes that may still be taken, files that were read counted as free; 0 to {@code bytes}
     * @param file where the limit stands, such as {@code /sys/fs/cgroup/memory.max}
     */
    public record Memory(long bytes, long left, String file) {}

    /**
     * The groups of one controller.
     *
     * @param second whether they are of version 2
     * @param levels their folders, from this process's own up to the root
     */
    private record Groups(boolean second, List<Path> levels) {}

    private record Mount(Path point, String root, boolean second, List<String> controllers) {}

    /**
     * Looks at a machine; each method reads anew.
     *
     * @param root "/"; another folder with {@code proc} and {@code sys} in tests
     */
    public Cgroup(Path root) {
        this.root = root;
    }

    /** The groups of the process that calls. */
    public static Cgroup ofThisProcess() {
        return new Cgroup(Path.of("/"));
    }

    /**
     * The tightest limit of memory.
     *
     * @return that whose number is the least, the outermost of equal ones; {@code memory.high} too, at which the kernel
     *     begins to hold a process back; empty where there is none
     */
    public Optional<Memory> memory() {
        return limits().reduce((inner, outer) -> outer.bytes() <= inner.bytes() ? outer : inner);
    }

    /**
     * Bytes that may still be taken.
     *
     * @return the least that any of the limits leaves, which is not always the tightest; empty where there is none
     */
    public OptionalLong memoryLeft() {
        return limits().mapToLong(Memory::left).min();
    }

    /**
     * Processors' worth of time, such as 1.5.
     *
     * @return the smallest quota; empty where there is none
     */
    public OptionalDouble cpus() {
        Groups groups = groups("cpu");
        return groups.levels().stream()
                .map(groups.second() ? this::secondQuota : this::firstQuota)
                .flatMapToDouble(OptionalDouble::stream)
                .min();
    }

    private Stream<Memory> limits() {
        Groups groups = groups("memory");
        Function<Path, Stream<Memory>> read = groups.second() ? this::ofSecond : this::ofFirst;
        return groups.levels().stream().flatMap(read);
    }

    private Stream<Memory> ofSecond(Path level) {
        return Stream.of("memory.max", "memory.high")
                .flatMap(name -> memory(
                        number(level.resolve(name)),
                        number(level.resolve("memory.current")),
                        stat(level, "inactive_file"),
                        level.resolve(name)));
    }

    /** Version 1 says in a group's own file what the tightest limit above it is, whether that can be seen or not. */
    private Stream<Memory> ofFirst(Path level) {
        Path file = level.resolve("memory.limit_in_bytes");
        OptionalLong used = number(level.resolve("memory.usage_in_bytes"));
        OptionalLong least = Stream.of(number(file), stat(level, "hierarchical_memory_limit"))
                .flatMapToLong(OptionalLong::stream)
                .min();
        return memory(least, used, stat(level, "total_inactive_file"), file);
    }

    /** Files that were read, the model's too, count as used until somebody needs the room. */
    private Stream<Memory> memory(OptionalLong limit, OptionalLong used, OptionalLong files, Path file) {
        if (limit.isEmpty() || used.isEmpty()) {
            return Stream.empty();
        }
        long left = limit.getAsLong() - used.getAsLong() + files.orElse(0);
        return Stream.of(
                new Memory(limit.getAsLong(), Math.clamp(left, 0, limit.getAsLong()), "/" + root.relativize(file)));
    }

    private OptionalDouble secondQuota(Path level) {
        return lines(level.resolve("cpu.max")).stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 2)
                .map(words -> quota(parsed(words[0]), parsed(words[1])))
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private OptionalDouble firstQuota(Path level) {
        return quota(number(level.resolve("cpu.cfs_quota_us")), number(level.resolve("cpu.cfs_period_us")));
    }

    /** A quota of "max", or of -1, is none and no number here. */
    private static OptionalDouble quota(OptionalLong quota, OptionalLong period) {
        return quota.isPresent() && period.isPresent() && quota.getAsLong() > 0 && period.getAsLong() > 0
                ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
                : OptionalDouble.empty();
    }

    /** Version 1 comes first: a controller is in one of the two, and a line of version 1 names those that it has. */
    private Groups groups(String controller) {
        List<Mount> mounts = mounts();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] words = line.split(":", 3);
            boolean second = words.length == 3 && words[1].isEmpty();
            if (words.length < 3 || !(second || List.of(words[1].split(",", -1)).contains(controller))) {
                continue;
            }
            List<Path> levels = mounts.stream()
                    .filter(mount -> mount.second() == second
                            && (second || mount.controllers().contains(controller)))
                    .findFirst()
                    .map(mount -> levels(mount, words[2]))
                    .orElse(List.of());
            if (!levels.isEmpty()) {
                return new Groups(second, levels);
            }
        }
        return new Groups(true, List.of(inside(USUAL.toString())));
    }

    /** From the process's group up to what is mounted; a group outside of that is not to be seen, but the mount is. */
    private static List<Path> levels(Mount mount, String group) {
        String below = mount.root().equals("/")
                ? group
                : group.startsWith(mount.root()) ? group.substring(mount.root().length()) : "";
        Path level = mount.point()
                .resolve(below.contains("..") ? "" : below.replaceFirst("^/+", ""))
                .normalize();
        List<Path> levels = new ArrayList<>();
        while (level != null && level.startsWith(mount.point())) {
            levels.add(level);
            level = level.getParent();
        }
        return levels;
    }

    /** As proc(5) describes the lines: after a hyphen stand the type, the source, and the controllers among options. */
    private List<Mount> mounts() {
        List<Mount> mounts = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/mountinfo"))) {
            int hyphen = line.indexOf(" - ");
            String[] where = line.split(" ", -1);
            String[] what =
                    hyphen < 0 ? new String[0] : line.substring(hyphen + 3).split(" ", -1);
            if (where.length > 5 && what.length > 2 && what[0].startsWith("cgroup")) {
                mounts.add(new Mount(
                        inside(unescaped(where[4])),
                        unescaped(where[3]),
                        what[0].equals("cgroup2"),
                        Arrays.asList(what[2].split(",", -1))));
            }
        }
        return mounts;
    }

    private Path inside(String absolute) {
        return root.resolve(absolute.replaceFirst("^/+", ""));
    }

    private static String unescaped(String path) {
        return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }

    private static OptionalLong number(Path file) {
        return lines(file).stream().findFirst().map(Cgroup::parsed).orElse(OptionalLong.empty());
    }

    private static OptionalLong stat(Path level, String name) {
        return lines(level.resolve("memory.stat")).stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> parsed(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /** Version 1 writes 2^63 less a page for no limit, which has more digits than any limit has. */
    private static OptionalLong parsed(String text) {
        String number = text.strip();
        return number.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
