package dev.parley.prompts;

import java.util.List;
import java.util.Objects;

/** One stored turn as {@link PromptBuilder} takes it. */
public sealed interface PromptTurn {
    /**
     * The text as it is stored.
     *
     * @return any characters, also none
     */
    String text();

    /**
     * What a person said.
     *
     * @param author the display name as the platform gives it: not to be trusted, any characters
     * @param text as it was sent
     * @param quoted what others had said before it, the oldest first
     */
    record Said(String author, String text, List<Quoted> quoted) implements PromptTurn {
        /** Refuses null. */
        public Said {
            Objects.requireNonNull(author, "author");
            Objects.requireNonNull(text, "text");
            quoted = List.copyOf(quoted);
        }

        /** Something said that quotes nobody. */
        public Said(String author, String text) {
            this(author, text, List.of());
        }
    }

    /**
     * What somebody had said before.
     *
     * @param author the display name: not to be trusted, any characters
     * @param text as it was sent
     */
    record Quoted(String author, String text) {
        /** Refuses null. */
        public Quoted {
            Objects.requireNonNull(author, "author");
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * What the bot replied.
     *
     * @param text as it was generated
     */
    record Replied(String text) implements PromptTurn {
        /** Refuses null. */
        public Replied {
            Objects.requireNonNull(text, "text");
        }
    }
}
