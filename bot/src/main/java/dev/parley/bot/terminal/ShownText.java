package dev.parley.bot.terminal;

/** Turns "the whole text so far" into what is new. */
final class ShownText {
    private String shown = "";

    /** What to do with a text. */
    sealed interface Change {
        /** Only this is new; it may be empty. */
        record More(String piece) implements Change {}

        /** The text no longer starts with what was shown: here it is from its start. */
        record Anew(String text) implements Change {}
    }

    /**
     * Compares with what was shown. A text that is only the beginning of that is nothing new: after a restart of the engine
     * a reply may be told from its start.
     */
    Change next(String textSoFar) {
        if (textSoFar.startsWith(shown)) {
            var piece = textSoFar.substring(shown.length());
            shown = textSoFar;
            return new Change.More(piece);
        }
        if (shown.startsWith(textSoFar)) {
            return new Change.More("");
        }
        shown = textSoFar;
        return new Change.Anew(textSoFar);
    }

    boolean isEmpty() {
        return shown.isEmpty();
    }
}
