package dev.parley.engine.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether this machine's processor can run the carried llama.cpp: its x86-64 build uses AVX2, FMA, F16C and BMI2 without
 * asking, and dies of SIGILL where one is missing. On ARM there is nothing to check, and macOS has no
 * {@code /proc/cpuinfo}: every Intel Mac that runs today's JDK has them.
 */
public final class CpuCheck {

    private static final List<String> NEEDED = List.of("avx2", "fma", "f16c", "bmi2");

    private final String architecture;
    private final Path cpuInfo;

    /** Looks at this machine. */
    public static CpuCheck ofThisMachine() {
        return new CpuCheck(System.getProperty("os.arch"), Path.of("/proc/cpuinfo"));
    }

    /**
     * @param architecture as the system property {@code os.arch} names it
     * @param cpuInfo a file like Linux's {@code /proc/cpuinfo}; one that does not exist means that nobody can say
     */
    public CpuCheck(String architecture, Path cpuInfo) {
        this.architecture = architecture.toLowerCase(Locale.ROOT);
        this.cpuInfo = cpuInfo;
    }

    /** One sentence about what is missing and what to do; empty where nothing is, or nobody can say. */
    public Optional<String> problem() {
        if (!(architecture.equals("amd64") || architecture.equals("x86_64"))) {
            return Optional.empty();
        }
        Optional<Set<String>> flags = flags();
        List<String> missing = NEEDED.stream()
                .filter(flag -> flags.isPresent() && !flags.get().contains(flag))
                .map(flag -> flag.toUpperCase(Locale.ROOT))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "This processor has no %s, which the carried llama.cpp needs. Use another machine (most since 2013 have it; a virtual one may hide it), or name a build for this one in engine.library-path."
                                .formatted(String.join(", ", missing)));
    }

    /** The first processor's flags. */
    private Optional<Set<String>> flags() {
        if (!Files.isReadable(cpuInfo)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Set.copyOf(Arrays.asList(
                            line.substring(line.indexOf(':') + 1).strip().split("\\s+"))));
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }
}
