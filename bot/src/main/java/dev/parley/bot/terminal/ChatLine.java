package dev.parley.bot.terminal;

/** What was typed. */
sealed interface ChatLine {
    /** Nothing but blanks. */
    record Blank() implements ChatLine {}

    /** A slash and a letter. */
    record Command(String line) implements ChatLine {}

    /** Anything else. */
    record Message(String text) implements ChatLine {}

    /**
     * Tells a command from a message. Two slashes begin a message with one, unless it has several lines: those are code
     * that was pasted, and stay as they are.
     */
    static ChatLine of(String typed) {
        var text = typed.strip();
        if (text.isEmpty()) {
            return new Blank();
        }
        if (text.startsWith("//")) {
            return new Message(text.contains("\n") ? text : text.substring(1));
        }
        if (text.length() > 1 && text.charAt(0) == '/' && Character.isLetter(text.charAt(1))) {
            return new Command(text);
        }
        // Only newlines are taken away in front: the indentation of pasted code belongs to it.
        return new Message(typed.stripTrailing().replaceFirst("^(\\s*\\n)+", ""));
    }
}
