package dev.parley.engine.llama;

/**
 * The memory of a model and its contexts, as llama.cpp reports it on loading, to a hundredth of a megabyte. On all devices
 * together.
 *
 * @param model bytes of the weights; on a CPU they are pages of the file
 * @param cells bytes of the keys and values ("KV")
 * @param output bytes of the logits
 * @param compute bytes that a step needs
 */
public record LlamaBuffers(long model, long cells, long output, long compute) {
    /**
     * Adds up.
     *
     * @return bytes of all of them
     */
    public long total() {
        return model + cells + output + compute;
    }

    /**
     * Adds another context of the same model.
     *
     * @param other its buffers; the model's count once
     * @return the sum
     */
    public LlamaBuffers and(LlamaBuffers other) {
        return new LlamaBuffers(model, cells + other.cells, output + other.output, compute + other.compute);
    }
}
