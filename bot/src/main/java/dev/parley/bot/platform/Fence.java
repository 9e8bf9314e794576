package dev.parley.bot.platform;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A code fence that is open, as CommonMark has it (section 4.5): three or more backticks or tildes, indented by three
 * spaces at most, and perhaps the language.
 *
 * @param marker the backticks or tildes
 * @param language the first word behind them, often empty
 */
record Fence(String marker, String language) {
    private static final Pattern OPENING = Pattern.compile(" {0,3}(`{3,}|~{3,})[ \\t]*([^`\\s]{0,40})[^`]*");
    private static final Pattern CLOSING = Pattern.compile(" {0,3}(`{3,}|~{3,})[ \\t]*");

    String opening() {
        return marker + language;
    }

    /** The fence that stands open after this line. */
    static @Nullable Fence after(String line, @Nullable Fence before) {
        if (before == null) {
            var opening = OPENING.matcher(line);
            return opening.matches() ? new Fence(opening.group(1), opening.group(2)) : null;
        }
        return before.isClosedBy(line) ? null : before;
    }

    boolean isClosedBy(String line) {
        var closing = CLOSING.matcher(line);
        return closing.matches() && closing.group(1).startsWith(marker);
    }
}
