package dev.parley.bot;

import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.client.Lack;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.RunningEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people should know of the engine in use: its model, where it is if not here, and what it cannot do. */
final class EngineNotes {
    private static final Duration GLANCE = Duration.ofMinutes(1);

    private final EngineChoice choice;
    private final RunningEngine engine;

    EngineNotes(EngineChoice choice, RunningEngine engine) {
        this.choice = choice;
        this.engine = engine;
    }

    /** The model's name; of a server elsewhere that was not reached yet, the server's address. */
    String model() {
        return choice.modelName().orElseGet(() -> {
            try {
                return EngineChoice.simple(engine.address().features().model());
            } catch (EngineException.Lost e) {
                return choice.identity();
            }
        });
    }

    /** Sentences; none for Parley's own engine. */
    List<String> of(Words words) {
        List<String> notes = new ArrayList<>();
        choice.elsewhere().ifPresent(url -> notes.add(words.say("engine.elsewhere", url.getHost())));
        try {
            notes.addAll(lacks(engine.address().features(), words));
        } catch (EngineException.Lost e) {
            // It says what it lacks when it is there.
        }
        return notes;
    }

    /** How it is and what is to be known of it, in one line. */
    String line(Words words) {
        return Stream.concat(Stream.of(summary(engine.state(), words)), of(words).stream())
                .collect(Collectors.joining(" "));
    }

    /** The engine in one line for a person. What it says of itself is in English. */
    static String summary(EngineState state, Words words) {
        return switch (state) {
            case EngineState.Starting(String message) -> message;
            case EngineState.Ready(var _, var _, String summary) -> summary;
            case EngineState.Restarting(int attempt, var _) -> words.say("engine.restarting", attempt);
            case EngineState.Unreachable(String message) -> words.say("engine.unreachable", message);
            case EngineState.Failed(var _, String message) -> message;
            case EngineState.Closed() -> words.say("engine.closed");
        };
    }

    /** What a server cannot do, a sentence each. */
    static List<String> lacks(EngineFeatures features, Words words) {
        return features.lacks().stream()
                .map(lack -> words.say(key(lack), features.server().title(), EngineFeatures.USUAL_CONTEXT))
                .toList();
    }

    private static String key(Lack lack) {
        return switch (lack) {
            case COUNTING -> "engine.lacks-counting";
            case CONTEXT -> "engine.lacks-context";
            case ADAPTERS -> "engine.lacks-adapters";
            case PROGRESS -> "engine.lacks-progress";
            case ECHO -> "engine.lacks-echo";
            case FORGETTING -> "engine.lacks-forgetting";
            case CONTINUING -> "engine.lacks-continuing";
        };
    }

    /**
     * Says it when the engine is there, or that it will never be. Of Parley's own engine there is nothing to say.
     *
     * @param tell hears the lines
     * @return ends the waiting
     */
    AutoCloseable tellOnce(Words words, Consumer<String> tell) {
        if (choice instanceof EngineChoice.Embedded) {
            return () -> {};
        }
        Thread waiting = Thread.ofVirtual().name("engine-notes").start(() -> {
            try {
                EngineState state = engine.awaitReady(GLANCE);
                while (!(state instanceof EngineState.Ready) && !state.isFinal()) {
                    tell.accept(summary(state, words));
                    state = engine.awaitReady(GLANCE);
                }
                if (!(state instanceof EngineState.Closed)) {
                    tell.accept(summary(state, words));
                    of(words).forEach(tell);
                }
            } catch (InterruptedException closing) {
                // Nobody is told any more.
            }
        });
        return waiting::interrupt;
    }
}
