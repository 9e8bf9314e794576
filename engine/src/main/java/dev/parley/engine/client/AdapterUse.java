package dev.parley.engine.client;

/**
 * A LoRA adapter as one request uses it.
 *
 * @param id as the engine's list says, 0 or more
 * @param scale its strength: 0 (not used, which llama-server has to be told) or {@value #SMALLEST_SCALE} to
 *     {@value #LARGEST_SCALE}; 1 as trained
 */
public record AdapterUse(int id, double scale) {
    private static final double SMALLEST_SCALE = 0.01;
    private static final double LARGEST_SCALE = 4;

    /** Refuses what an engine would refuse. */
    public AdapterUse {
        if (id < 0) {
            throw new IllegalArgumentException("An adapter's id is 0 or more, but it is " + id + ".");
        }
        if (scale != 0 && !(scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE)) {
            throw new IllegalArgumentException("An adapter's scale is 0 or from " + SMALLEST_SCALE + " to "
                    + LARGEST_SCALE + ", but it is " + scale + ".");
        }
    }
}
