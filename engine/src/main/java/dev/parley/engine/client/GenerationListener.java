package dev.parley.engine.client;

/**
 * Hears of a generation while it runs: never two calls at a time, in order, and none after {@code generate} has
 * returned. What it throws ends the generation and comes out of {@code generate}. A slow listener slows the engine's
 * reply down, nothing else.
 */
public interface GenerationListener {

    /**
     * The prompt is being read.
     *
     * @param done tokens of the prompt that are read, cached ones included
     * @param cached tokens that came from the cache
     * @param total tokens of the prompt
     */
    void progress(int done, int cached, int total);

    /**
     * The reply grew.
     *
     * @param delta what is new, never empty: usually one token's text, always whole characters
     */
    void text(String delta);
}
