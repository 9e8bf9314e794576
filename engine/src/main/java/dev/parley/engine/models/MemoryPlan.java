package dev.parley.engine.models;

/**
 * How the memory is shared out: the cells that running replies use, and the states of conversations at rest.
 *
 * @param cells tokens of all running replies together
 * @param cacheBytes RAM for states
 */
public record MemoryPlan(int cells, long cacheBytes) {
    /** The JVM, llama.cpp's compute buffers and some air. */
    private static final long OVERHEAD = 400L << 20;

    /** llama.cpp rounds up to this anyway. */
    private static final int CELL_STEP = 256;

    /**
     * Plans. The pool is context x parallel where half of the free memory allows it, else smaller, and replies wait.
     *
     * @param available bytes that the machine can give
     * @param modelBytes the model file's size
     * @param bytesPerToken of the cells; 0 for models whose state does not grow
     * @param context tokens a conversation
     * @param parallel replies at once
     * @param cacheBytes RAM for states; 0 for a quarter of what is left
     * @return the plan
     * @throws IllegalArgumentException if not even one conversation fits, with the ways out
     */
    public static MemoryPlan of(
            long available, long modelBytes, long bytesPerToken, int context, int parallel, long cacheBytes) {
        long free = available - modelBytes - OVERHEAD;
        long least = bytesPerToken * context;
        if (free < least) {
            throw new IllegalArgumentException("This model needs " + megabytes(modelBytes + OVERHEAD + least)
                    + " MB with a context of " + context + " tokens, and " + megabytes(available)
                    + " MB are free. Choose a smaller model (parley model list)"
                    + (context > 2 * CELL_STEP ? " or lower engine.context." : "."));
        }
        long wanted = (long) context * parallel;
        long fitting = bytesPerToken == 0 ? wanted : Math.max(context, free / 2 / bytesPerToken);
        int cells = (int) Math.min(Math.min(wanted, fitting), Integer.MAX_VALUE - CELL_STEP);
        cells = Math.max(context, cells / CELL_STEP * CELL_STEP);
        long rest = free - cells * bytesPerToken;
        return new MemoryPlan(cells, cacheBytes > 0 ? cacheBytes : MachineMemory.cacheShare(rest));
    }

    private static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
