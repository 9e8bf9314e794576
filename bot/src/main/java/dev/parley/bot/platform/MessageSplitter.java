package dev.parley.bot.platform;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a reply into messages that fit a platform, at Markdown's own borders.
 *
 * <p>A cut depends on the text of its own window alone, never on what comes after: so while a reply grows, only its last
 * message changes. Where a code block is cut it is closed, and opened again in the next message with its language.
 */
public final class MessageSplitter {
    private static final int LEAST = 200;

    private final int limit;

    /**
     * One message.
     *
     * @param text at most as long as the limit, not blank
     * @param reopened whether its first line is a fence that was added
     * @param closed whether its last line is a fence that was added
     */
    public record Part(String text, boolean reopened, boolean closed) {}

    /**
     * A splitter.
     *
     * @param limit code points that a message may have, at least 200
     */
    public MessageSplitter(int limit) {
        if (limit < LEAST) {
            throw new IllegalArgumentException("A message of " + limit + " characters is too short to be cut well.");
        }
        this.limit = limit;
    }

    /**
     * Cuts.
     *
     * @param markdown a reply, complete or still growing
     * @return its messages; none when it is blank
     */
    public List<Part> split(String markdown) {
        List<Part> parts = new ArrayList<>();
        int start = 0;
        Fence open = null;
        while (true) {
            String prefix = open == null ? "" : open.opening() + "\n";
            int room = limit - codePoints(prefix);
            int end = offset(markdown, start, room);
            if (end == markdown.length()) {
                String rest = markdown.substring(start).stripTrailing();
                if (!rest.isBlank()) {
                    parts.add(new Part(prefix + rest, open != null, false));
                }
                return parts;
            }
            Window window = new Window(markdown.substring(start, end), open);
            int cut = window.cut();
            Fence after = window.fenceAt(cut);
            String body = window.text().substring(0, cut).stripTrailing();
            if (!body.isBlank()) {
                parts.add(new Part(
                        prefix + body + (after == null ? "" : "\n" + after.marker()), open != null, after != null));
            }
            start = skip(markdown, start + cut, after != null);
            open = after;
        }
    }

    /** Blank lines go; the indentation of the next line, which says what it belongs to, stays. */
    private static int skip(String text, int cut, boolean inFence) {
        int at = cut;
        boolean lineStart = cut == 0 || text.charAt(cut - 1) == '\n';
        if (inFence) {
            return !lineStart && at < text.length() && text.charAt(at) == '\n' ? at + 1 : at;
        }
        int kept = at;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
            if (text.charAt(at - 1) == '\n') {
                kept = at;
                lineStart = true;
            }
        }
        return lineStart ? kept : at;
    }

    private static int offset(String text, int from, int codePoints) {
        return text.length() - from <= codePoints || text.codePointCount(from, text.length()) <= codePoints
                ? text.length()
                : text.offsetByCodePoints(from, codePoints);
    }

    static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }
}
