package dev.parley.engine.models;

/** A process that says what it finds around itself. */
final class ShownLimits {
    private ShownLimits() {}

    /** Prints the smallest limit of memory, the memory that is left, the quota, and the JVM's own number of processors. */
    public static void main(String[] arguments) {
        Cgroup cgroup = Cgroup.ofThisProcess();
        System.out.println(cgroup.memory().map(Cgroup.Memory::bytes).orElse(0L)
                + " " + MachineMemory.ofThisMachine().available()
                + " " + cgroup.cpus().orElse(0)
                + " " + Runtime.getRuntime().availableProcessors()
                + " " + MachineMemory.ofThisMachine().total());
    }
}
