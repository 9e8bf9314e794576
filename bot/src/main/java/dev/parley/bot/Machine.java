package dev.parley.bot;

import dev.parley.engine.models.MachineMemory;

/** What this machine has. */
final class Machine {
    private Machine() {}

    /** Processors that this process may use. */
    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Bytes that can still be used, in the machine or the container. */
    static long availableMemory() {
        return MachineMemory.ofThisMachine().available();
    }

    /** The machine's memory, or the container's limit, in bytes. */
    static long memory() {
        return MachineMemory.ofThisMachine().total();
    }
}
