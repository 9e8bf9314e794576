package dev.parley.bot;

import dev.parley.engine.models.MachineMemory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** What this machine has. */
final class Machine {
    private Machine() {}

    /** Processors that this process may use. */
    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Bytes that can still be used, in the machine or the container. */
    static long availableMemory() {
        return new MachineMemory(Path.of("/")).available();
    }

    /** The machine's memory, or the container's limit, in bytes. */
    static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean known
                ? known.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
