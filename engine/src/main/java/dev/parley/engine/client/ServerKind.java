package dev.parley.engine.client;

/** Which program answers at the engine's address. */
public enum ServerKind {
    /** Parley's own engine. */
    PARLEY("Parley's engine"),
    /** llama.cpp's server. */
    LLAMA_SERVER("llama-server"),
    /** vLLM. */
    VLLM("vLLM"),
    /** Ollama. */
    OLLAMA("Ollama"),
    /** Any other server that speaks OpenAI's chat protocol. */
    OPENAI("an OpenAI-compatible server");

    private final String title;

    ServerKind(String title) {
        this.title = title;
    }

    /**
     * Its name.
     *
     * @return as people call it
     */
    public String title() {
        return title;
    }
}
