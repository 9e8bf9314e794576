package dev.parley.engine.supervisor;

import java.net.URI;

/** Where the engine's process stands. */
public sealed interface EngineState {

    /**
     * Whether only the user can change it: nothing will be ready by waiting.
     *
     * @return true for {@link Failed} and {@link Closed}
     */
    default boolean isFinal() {
        return this instanceof Failed || this instanceof Closed;
    }

    /**
     * The process runs and loads.
     *
     * @param message what it does, in words for the user
     */
    record Starting(String message) implements EngineState {}

    /**
     * Requests are answered.
     *
     * @param address scheme, host and port
     * @param pid of the process; 0 where it is not Parley's child
     * @param summary one line: model, quantisation, context, back end, threads
     */
    record Ready(URI address, long pid, String summary) implements EngineState {}

    /**
     * The process died or was ended because it hung; another is started after a pause.
     *
     * @param attempt 1 for the first restart since the engine was last healthy
     * @param cause what happened, in words for a log
     */
    record Restarting(int attempt, String cause) implements EngineState {}

    /**
     * A server that is not Parley's child does not answer; it is asked again and again.
     *
     * @param message which, and what happened, in words for the user
     */
    record Unreachable(String message) implements EngineState {}

    /**
     * The engine cannot run; nothing is tried again.
     *
     * @param kind what has to change
     * @param message what is wrong and what to do, in words for the user
     */
    record Failed(Kind kind, String message) implements EngineState {

        /** What has to change before the engine can run. */
        public enum Kind {
            /** The model file. */
            MODEL,
            /** The native library. */
            LIBRARY,
            /** The processor lacks instructions. */
            CPU,
            /** There is not enough memory for this model and context. */
            MEMORY,
            /** The port is taken. */
            PORT,
            /** The settings are wrong. */
            SETTINGS,
            /** It died at every start without saying why; the message has its last words. */
            CRASH
        }
    }

    /** {@link RunningEngine#close()} was called. */
    record Closed() implements EngineState {}
}
