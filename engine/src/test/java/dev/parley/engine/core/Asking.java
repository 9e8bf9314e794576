package dev.parley.engine.core;

import dev.parley.engine.core.Message.Role;
import dev.parley.engine.llama.SamplerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request in the making; greedy, 20 tokens, no key and nothing special unless said. */
record Asking(
        List<Message> messages,
        int maxTokens,
        SamplerSettings sampling,
        int seed,
        List<String> stop,
        @Nullable String key,
        boolean cachePrompt,
        AdapterSet adapters,
        Scoring scoring) {

    static final SamplerSettings GREEDY = new SamplerSettings(0, 40, 1, 0, 1, 0, 0);
    static final SamplerSettings WARM = new SamplerSettings(1, 40, 0.95, 0.02, 1, 0, 0);

    static Asking about(Message... messages) {
        return about(List.of(messages));
    }

    static Asking about(List<Message> messages) {
        return new Asking(messages, 20, GREEDY, 1, List.of(), null, true, AdapterSet.NONE, Scoring.NONE);
    }

    static Message system(String text) {
        return new Message(Role.SYSTEM, text);
    }

    static Message user(String text) {
        return new Message(Role.USER, text);
    }

    static Message assistant(String text) {
        return new Message(Role.ASSISTANT, text);
    }

    Asking key(String newKey) {
        return new Asking(messages, maxTokens, sampling, seed, stop, newKey, cachePrompt, adapters, scoring);
    }

    Asking most(int tokens) {
        return new Asking(messages, tokens, sampling, seed, stop, key, cachePrompt, adapters, scoring);
    }

    Asking sampled(SamplerSettings newSampling, int newSeed) {
        return new Asking(messages, maxTokens, newSampling, newSeed, stop, key, cachePrompt, adapters, scoring);
    }

    Asking stop(String... texts) {
        return new Asking(messages, maxTokens, sampling, seed, List.of(texts), key, cachePrompt, adapters, scoring);
    }

    Asking fresh() {
        return new Asking(messages, maxTokens, sampling, seed, stop, key, false, adapters, scoring);
    }

    Asking under(AdapterSet set) {
        return new Asking(messages, maxTokens, sampling, seed, stop, key, cachePrompt, set, scoring);
    }

    Asking scored(int alternatives) {
        Scoring wanted = new Scoring(true, false, alternatives);
        return new Asking(messages, maxTokens, sampling, seed, stop, key, cachePrompt, adapters, wanted);
    }

    GenerationRequest request(Engine engine) {
        Prompt prompt = engine.prompts().encode(messages, cachePrompt ? key : null);
        return new GenerationRequest(prompt, maxTokens, sampling, seed, stop, key, cachePrompt, adapters, scoring);
    }

    Scheduler.Handle submit(Engine engine, Heard heard) {
        return engine.scheduler().submit(request(engine), heard);
    }

    /** Asks and waits for the end, and until nothing is computed for the next turn: an oracle must be alone. */
    Heard ask(Engine engine) {
        Heard heard = new Heard();
        submit(engine, heard);
        heard.await();
        engine.scheduler().usage().join();
        return heard;
    }
}
