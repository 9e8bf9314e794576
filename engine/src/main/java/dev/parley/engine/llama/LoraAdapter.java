package dev.parley.engine.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A loaded LoRA adapter: small matrices that are added to a model's own, as {@link LlamaContext#adapters} says, for a
 * step at a time. Closed after the last step that used it and before its model.
 */
public final class LoraAdapter implements AutoCloseable {
    private final LlamaApi api;
    private final MemorySegment adapter;
    private boolean closed;

    /**
     * An adapter and how strongly it counts.
     *
     * @param adapter the adapter
     * @param scale finite and not 0, which would cost as much as any other and change nothing
     */
    public record Scaled(LoraAdapter adapter, float scale) {
        /** Refuses what would be no use of it. */
        public Scaled {
            if (!Float.isFinite(scale) || scale == 0) {
                throw new IllegalArgumentException("An adapter cannot be scaled by " + scale + ".");
            }
        }
    }

    private LoraAdapter(LlamaApi api, MemorySegment adapter) {
        this.api = api;
        this.adapter = adapter;
    }

    /**
     * Loads an adapter. The file must have been checked against the model by our own reader before: llama.cpp ends the
     * process on a value of an unexpected type. It is read whole, and not needed afterwards. Runs no graph, so any thread
     * will do; one that ends afterwards is best.
     *
     * @param model the model that it was made for
     * @param file a GGUF file
     * @return the adapter
     * @throws LlamaException if llama.cpp refuses the file; it says why on standard error
     */
    public static LoraAdapter load(LlamaModel model, Path file) {
        LlamaApi api = model.api();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment adapter = api.adapter_lora_init.call(model.pointer(), arena.allocateFrom(file.toString()));
            if (adapter.address() == 0) {
                throw new LlamaException("llama.cpp cannot load the adapter " + file.getFileName() + ".");
            }
            return new LoraAdapter(api, adapter);
        }
    }

    /**
     * Says whether it was closed. Belongs to the thread that decodes, as closing does while the engine runs.
     *
     * @return true if no step may use it any more
     */
    public boolean isClosed() {
        return closed;
    }

    /** Refuses a closed one: llama.cpp would compute with whatever lies there now. */
    MemorySegment pointer() {
        if (closed) {
            throw new IllegalStateException("The adapter is closed.");
        }
        return adapter;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            api.adapter_lora_free.call(adapter);
        }
    }
}
