package dev.parley.engine.client;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the server at an address is, and what of Parley's protocol it has. Asked for by a {@link FeatureProbe}, anew
 * after each loss, because another server may have taken its place.
 *
 * @param server which program it is
 * @param version as it says; empty where it does not
 * @param model what requests name; empty where none has to be named
 * @param models all that it has
 * @param contextTokens that one conversation may hold; 0 where it does not say
 * @param counts whether it counts the tokens of prompts
 * @param adapters whether it knows of LoRA adapters
 * @param controlTokens what it takes for control tokens wherever it stands in a prompt
 */
public record EngineFeatures(
        ServerKind server,
        String version,
        String model,
        List<String> models,
        int contextTokens,
        boolean counts,
        boolean adapters,
        ControlTokens controlTokens) {

    /** Where a server does not say what a conversation may hold: the smallest that is usual. */
    public static final int USUAL_CONTEXT = 4096;

    /** Parley's own engine, which has everything, keeps people's text apart from control tokens, and says the rest itself. */
    public static final EngineFeatures PARLEY =
            new EngineFeatures(ServerKind.PARLEY, "", "", List.of(), 0, true, true, ControlTokens.NONE);

    /** Copies the list. */
    public EngineFeatures {
        models = List.copyOf(models);
    }

    /**
     * The same, with the control tokens of a vocabulary.
     *
     * @param tokens what is broken in every text
     * @return the copy
     */
    public EngineFeatures with(ControlTokens tokens) {
        return new EngineFeatures(server, version, model, models, contextTokens, counts, adapters, tokens);
    }

    /**
     * The same, with at most so much context.
     *
     * @param tokens what a conversation may hold
     * @return the copy; with the server's own limit where that is less
     */
    public EngineFeatures withContext(int tokens) {
        int least = contextTokens == 0 ? tokens : Math.min(tokens, contextTokens);
        return new EngineFeatures(server, version, model, models, least, counts, adapters, controlTokens);
    }

    /**
     * What it cannot do.
     *
     * @return in the order of their declaration
     */
    public Set<Lack> lacks() {
        var lacks = EnumSet.noneOf(Lack.class);
        if (server == ServerKind.PARLEY) {
            return lacks;
        }
        if (!counts) {
            lacks.add(Lack.COUNTING);
        }
        if (contextTokens == 0) {
            lacks.add(Lack.CONTEXT);
        }
        if (!adapters) {
            lacks.add(Lack.ADAPTERS);
        }
        if (server != ServerKind.LLAMA_SERVER) {
            lacks.add(Lack.PROGRESS);
        }
        if (server == ServerKind.OPENAI) {
            lacks.add(Lack.CONTINUING);
        }
        lacks.add(Lack.ECHO);
        lacks.add(Lack.FORGETTING);
        return lacks;
    }

    /** What a conversation may hold, in tokens, the usual where the server does not say. */
    int usableContext() {
        return contextTokens == 0 ? USUAL_CONTEXT : contextTokens;
    }
}
