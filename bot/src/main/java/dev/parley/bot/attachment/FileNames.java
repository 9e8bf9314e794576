package dev.parley.bot.attachment;

import java.util.Locale;

/** Names of files. Whoever sends a file chooses its name: it is shown, and the model reads it. */
final class FileNames {
    private static final int LONGEST = 80;

    private FileNames() {}

    /**
     * A name fit to be shown: one line, without control characters, without marks that change the direction of reading
     * ("exe.txt" can be made to look like "txt.exe") or have no width, and not long. The end of a long one stays, because
     * it says what the file is.
     */
    static String shown(String name) {
        var clean = new StringBuilder();
        name.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> clean.append(' ');
                case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> {}
                default -> clean.appendCodePoint(c);
            }
        });
        var line = clean.toString().replaceAll("\\s+", " ").strip();
        if (line.codePointCount(0, line.length()) > LONGEST) {
            var half = LONGEST / 2;
            line = line.substring(0, line.offsetByCodePoints(0, half))
                    + "…"
                    + line.substring(line.offsetByCodePoints(line.length(), 1 - half));
        }
        return line.isEmpty() ? "?" : line;
    }

    /** What stands behind the last dot, in small letters; empty when there is none. */
    static String extension(String name) {
        var shown = shown(name);
        return shown.substring(shown.lastIndexOf('.') + 1).equals(shown)
                ? ""
                : shown.substring(shown.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
