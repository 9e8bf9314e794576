package dev.parley.bot.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;

/**
 * Where figures come from: without it they mean nothing.
 *
 * @param cpu the model, as the system names it
 * @param cores that this JVM may use
 * @param memoryGb of the machine
 * @param jdk its version
 * @param date of the run
 * @param load average of the last minute when it began; on an idle machine near 0
 */
public record Machine(String cpu, int cores, long memoryGb, String jdk, LocalDate date, double load) {
    /** Of one core, a third on average. */
    private static final double BUSY = 0.35;

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /**
     * This one.
     *
     * @param clock tells the date
     */
    public static Machine here(Clock clock) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                Math.round(system.getTotalMemorySize() / 1e9),
                Runtime.version().toString(),
                LocalDate.now(clock),
                system.getSystemLoadAverage());
    }

    private static String cpuModel() {
        if (!Files.isReadable(CPU_INFO)) {
            return System.getProperty("os.arch", "unknown");
        }
        try (var lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch", "unknown"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether other programs take a good part of it, so that figures mean little; where the system says nothing, not. */
    public boolean isBusy() {
        return load > cores * BUSY;
    }

    /** Says so. */
    public String busyWords() {
        return String.format(
                Locale.ROOT,
                "Other programs keep this machine busy (load %.1f on %d cores): it will look slower than it is.",
                load,
                cores);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %d GB, JDK %s, %s, load %.2f at the start",
                cpu,
                cores,
                memoryGb,
                jdk,
                date,
                load);
    }
}
