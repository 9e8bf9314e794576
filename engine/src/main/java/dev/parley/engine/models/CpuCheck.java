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
 * asking, and dies of SIGILL where one is missing; its build for 64-bit ARM uses NEON. macOS has no {@code /proc/cpuinfo}:
 * every Mac that runs today's JDK has them.
 */
public final class CpuCheck {

    private static final Set<String> X86 = Set.of("amd64", "x86_64");
    private static final Set<String> ARM = Set.of("aarch64", "arm64");

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

    /** What the carried llama.cpp needs here, for a person, such as "AVX2, FMA, F16C, BMI2". */
    public String needed() {
        return shown(flagsNeeded());
    }

    /** What is missing, and then what to do; empty where nothing is, or nobody can say. */
    public Optional<String> problem() {
        Optional<Set<String>> flags = flags();
        List<String> missing = flagsNeeded().stream()
                .filter(flag -> flags.isPresent() && !flags.get().contains(flag))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "This processor has no %s, which the carried llama.cpp needs. Use another machine (most since 2013 have it; a virtual one may hide it), or name a build for this one in engine.library-path."
                                .formatted(shown(missing)));
    }

    private List<String> flagsNeeded() {
        return X86.contains(architecture)
                ? List.of("avx2", "fma", "f16c", "bmi2")
                : ARM.contains(architecture) ? List.of("asimd") : List.of();
    }

    /** Linux calls NEON on 64 bits by its other name, Advanced SIMD. */
    private static String shown(List<String> flags) {
        return String.join(", ", flags).toUpperCase(Locale.ROOT).replace("ASIMD", "NEON");
    }

    /** The first processor's flags, which ARM calls features. */
    private Optional<Set<String>> flags() {
        if (!Files.isReadable(cpuInfo)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> Set.copyOf(Arrays.asList(
                            line.substring(line.indexOf(':') + 1).strip().split("\\s+"))));
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }
}
