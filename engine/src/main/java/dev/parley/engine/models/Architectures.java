package dev.parley.engine.models;

import java.util.Set;

/**
 * The model architectures of llama.cpp b4916 (March 2025), the library that Parley carries: {@code LLM_ARCH_NAMES} of its
 * {@code llama-arch.cpp}, read out of the library itself.
 */
final class Architectures {

    /** The llama.cpp build that knows them. */
    static final String BUILD = "b4916 of March 2025";

    private static final Set<String> GENERATING = Set.of(
            "llama",
            "deci",
            "falcon",
            "grok",
            "gpt2",
            "gptj",
            "gptneox",
            "mpt",
            "baichuan",
            "starcoder",
            "refact",
            "bloom",
            "stablelm",
            "qwen",
            "qwen2",
            "qwen2moe",
            "qwen2vl",
            "phi2",
            "phi3",
            "phimoe",
            "plamo",
            "codeshell",
            "orion",
            "internlm2",
            "minicpm",
            "minicpm3",
            "gemma",
            "gemma2",
            "gemma3",
            "starcoder2",
            "mamba",
            "xverse",
            "command-r",
            "cohere2",
            "dbrx",
            "olmo",
            "olmo2",
            "olmoe",
            "openelm",
            "arctic",
            "deepseek",
            "deepseek2",
            "chatglm",
            "bitnet",
            "jais",
            "nemotron",
            "exaone",
            "rwkv6",
            "rwkv6qwen2",
            "rwkv7",
            "arwkv7",
            "granite",
            "granitemoe",
            "chameleon");

    /** Encoders and codecs: they load, but there is nothing to chat with. */
    private static final Set<String> NOT_GENERATING =
            Set.of("bert", "nomic-bert", "jina-bert-v2", "t5", "t5encoder", "wavtokenizer-dec");

    private Architectures() {}

    /** Whether a model of this architecture writes text token by token. */
    static boolean generates(String architecture) {
        return GENERATING.contains(architecture);
    }

    /** Whether the library knows it, but for something other than writing text. */
    static boolean isEncoder(String architecture) {
        return NOT_GENERATING.contains(architecture);
    }
}
