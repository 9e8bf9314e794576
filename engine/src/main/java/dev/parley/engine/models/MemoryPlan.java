package dev.parley.engine.models;

/**
 * How the memory is shared out: the cells that running replies use, those of the desk at which long prompts are read, and the
 * states of conversations at rest.
 *
 * @param context tokens a conversation
 * @param parallel replies at once
 * @param cells tokens of all running replies together
 * @param desk whether there is a conversation's context besides in which long prompts are read
 * @param cacheBytes RAM for states
 */
public record MemoryPlan(int context, int parallel, int cells, boolean desk, long cacheBytes) {
    /** A conversation's context where nobody says otherwise and the memory is there. */
    public static final int USUAL_CONTEXT = 4096;

    /** Replies at once where nobody says otherwise and the memory is there. */
    public static final int USUAL_PARALLEL = 8;

    /**
     * What the bot and the engine's JVM have taken when the engine plans, for those who plan before they are there.
     * Measured.
     */
    public static final long TAKEN_BEFORE = 140L << 20;

    /**
     * What comes on top of the model and the cells: the engine's JVM grows by 80 MB, llama.cpp's buffers take 24 MB or a
     * fifth of the cells, and the bot's own JVM, beside which the engine starts, grows by 100 MB until it is on its
     * platforms. Measured with the small model.
     */
    private static final long OVERHEAD = 256L << 20;

    /** llama.cpp rounds up to this anyway. */
    private static final int CELL_STEP = 256;

    /** A persona's prompt, a few questions and their answers. */
    private static final int LEAST_CONTEXT = 1024;

    /** Of each reply, that more of them can be under way; longer ones wait for each other. */
    private static final int LEAST_OF_A_REPLY = 1024;

    /**
     * Plans. The pool is context x parallel where half of the free memory allows it, else smaller, and replies wait. What
     * nobody asked for follows the memory: the context is halved until it fits, but not below 1,024 tokens, and there are
     * no more replies at once than have 1,024 tokens each. The desk comes where as much as it takes is left besides.
     *
     * @param available bytes that the machine, or the container, can give
     * @param modelBytes the model file's size
     * @param bytesPerToken of the cells; 0 for models whose state does not grow
     * @param longest tokens that the model knows
     * @param context tokens a conversation; 0 for the usual
     * @param parallel replies at once; 0 for the usual
     * @param cacheBytes RAM for states; 0 for a quarter of what is left
     * @return the plan
     * @throws IllegalArgumentException if not even one conversation fits, with the ways out
     */
    public static MemoryPlan of(
            long available,
            long modelBytes,
            long bytesPerToken,
            int longest,
            int context,
            int parallel,
            long cacheBytes) {
        long free = available - modelBytes - OVERHEAD;
        int taken = Math.min(context > 0 ? context : USUAL_CONTEXT, longest);
        while (context == 0 && bytesPerToken * taken > free && taken / 2 >= LEAST_CONTEXT) {
            taken /= 2;
        }
        long least = bytesPerToken * taken;
        if (free < least) {
            throw new IllegalArgumentException(tooLittle(available, modelBytes, bytesPerToken, taken));
        }
        int replies = parallel > 0 ? parallel : USUAL_PARALLEL;
        long wanted = (long) taken * replies;
        long fitting = bytesPerToken == 0 ? wanted : Math.max(taken, free / 2 / bytesPerToken);
        int cells = (int) Math.min(Math.min(wanted, fitting), Integer.MAX_VALUE - CELL_STEP);
        cells = Math.max(taken, cells / CELL_STEP * CELL_STEP);
        if (parallel == 0) {
            replies = Math.clamp(cells / Math.min(taken, LEAST_OF_A_REPLY), 1, replies);
        }
        long rest = free - cells * bytesPerToken;
        long deskBytes = deskBytes(taken, bytesPerToken);
        boolean desk = bytesPerToken > 0 && rest >= 2 * deskBytes;
        long states = cacheBytes > 0 ? cacheBytes : MachineMemory.cacheShare(desk ? rest - deskBytes : rest);
        return new MemoryPlan(taken, replies, cells, desk, states);
    }

    /**
     * Bytes that all of it takes at most, with everything filled.
     *
     * @param modelBytes the model file's size
     * @param bytesPerToken of the cells
     * @return model, cells, desk, states, and what comes on top
     */
    public long bytes(long modelBytes, long bytesPerToken) {
        return modelBytes + cells * bytesPerToken + deskBytes(bytesPerToken) + cacheBytes + OVERHEAD;
    }

    /**
     * Bytes of the desk's cells, at most: values are twice as long there as elsewhere, keys are not. With keys of 8 bits
     * that makes 5.1 bytes of 3.1.
     *
     * @param bytesPerToken of the other cells
     * @return 0 if there is no desk
     */
    public long deskBytes(long bytesPerToken) {
        return desk ? deskBytes(context, bytesPerToken) : 0;
    }

    private static long deskBytes(int context, long bytesPerToken) {
        return context * bytesPerToken * 5 / 3;
    }

    private static String tooLittle(long available, long modelBytes, long bytesPerToken, int context) {
        long fits = (available - modelBytes - OVERHEAD) / Math.max(1, bytesPerToken) / CELL_STEP * CELL_STEP;
        return "This model needs " + megabytes(modelBytes + OVERHEAD + bytesPerToken * context)
                + " MB with a context of " + context + " tokens, and " + megabytes(available) + " MB are free. "
                + (fits >= CELL_STEP
                        ? "Lower engine.context to " + fits
                                + ", choose a smaller model (parley model list), or give it more memory."
                        : "Give it more memory, or choose a smaller model (parley model list).");
    }

    private static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
