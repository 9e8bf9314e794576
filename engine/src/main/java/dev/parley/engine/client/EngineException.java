package dev.parley.engine.client;

import org.jspecify.annotations.Nullable;

/**
 * Why the engine did not answer in full. Sealed, so that a caller decides once, in one switch, what to say or do; each
 * carries the text that had arrived before.
 */
public abstract sealed class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String partialText;

    private EngineException(String message, String partialText, @Nullable Throwable cause) {
        super(message, cause);
        this.partialText = partialText;
    }

    /**
     * The part of the reply that arrived before the failure.
     *
     * @return the text, empty if there was none
     */
    public final String partialText() {
        return partialText;
    }

    /** The prompt does not fit into the conversation's context: say so, with the numbers. */
    public static final class ContextExceeded extends EngineException {

        private static final long serialVersionUID = 1L;

        private final int promptTokens;
        private final int contextTokens;

        ContextExceeded(String message, int promptTokens, int contextTokens, @Nullable Throwable cause) {
            super(message, "", cause);
            this.promptTokens = promptTokens;
            this.contextTokens = contextTokens;
        }

        /**
         * The prompt's length.
         *
         * @return tokens, 0 if the engine did not say
         */
        public int promptTokens() {
            return promptTokens;
        }

        /**
         * What a conversation may hold.
         *
         * @return tokens, 0 if the engine did not say
         */
        public int contextTokens() {
            return contextTokens;
        }
    }

    /** The engine refused the token (401, 403): another program answers at that address, or the settings are wrong. */
    public static final class Unauthorized extends EngineException {

        private static final long serialVersionUID = 1L;

        Unauthorized(String message, @Nullable Throwable cause) {
            super(message, "", cause);
        }
    }

    /** The engine refused the request itself (another 4xx): sending it again will not help. */
    public static final class BadRequest extends EngineException {

        private static final long serialVersionUID = 1L;

        BadRequest(String message, @Nullable Throwable cause) {
            super(message, "", cause);
        }
    }

    /**
     * The engine cannot be reached, is still loading, went away in mid-stream or went silent: wait until there is one
     * again, then send the request with {@link #partialText()} as its final assistant message.
     */
    public static final class Lost extends EngineException {

        private static final long serialVersionUID = 1L;

        /**
         * Made by endpoints too, which know that there is no engine before anything is sent.
         *
         * @param message what happened, in a sentence
         * @param partialText what had arrived, empty if nothing
         * @param cause the failure beneath, if there is one
         */
        public Lost(String message, String partialText, @Nullable Throwable cause) {
            super(message, partialText, cause);
        }
    }

    /** The engine failed while answering (5xx, an error in mid-stream), or said something that is not its protocol. */
    public static final class ServerError extends EngineException {

        private static final long serialVersionUID = 1L;

        ServerError(String message, String partialText, @Nullable Throwable cause) {
            super(message, partialText, cause);
        }
    }
}
