package dev.parley.bot.platform;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits a reply into messages at Markdown's own borders. A code fence that is open at a cut is closed there and
 * reopened in the next message; white space at a cut is dropped, everything else stays.
 *
 * <p>Replies grow while they are shown, and messages that were sent must stay: each cut is made from what overflowed one
 * message and nothing after it, so that all parts but the last are the same for every text that goes on from this one.
 */
public final class MessageSplitter {
    private static final int SMALLEST_LIMIT = 200;

    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private final int limit;

    /**
     * One message.
     *
     * @param text at most the limit, not blank
     * @param reopened its first line is a fence line that the splitter added
     * @param closed its last line is a fence line that the splitter added
     */
    public record Part(String text, boolean reopened, boolean closed) {
        public Part {
            requireNonNull(text, "text");
        }
    }

    /**
     * For one platform.
     *
     * @param limit the most that a message may hold, in Unicode code points, at least 200
     * @throws IllegalArgumentException if it is less
     */
    public MessageSplitter(int limit) {
        if (limit < SMALLEST_LIMIT) {
            throw new IllegalArgumentException("A message must hold at least 200 code points, not " + limit);
        }
        this.limit = limit;
    }

    /**
     * The messages that show a text.
     *
     * @param markdown the text so far; half a surrogate pair at its end waits for the other half
     * @return the messages in order; none if the text is blank
     */
    public List<Part> split(String markdown) {
        var text = withoutHalfCharacter(markdown).stripTrailing();
        var parts = new ArrayList<Part>();
        var context = Context.NONE;
        var start = next(text, 0);
        while (start < text.length()) {
            var fence = context.fence();
            var head = fence == null ? "" : fence.opening() + "\n";
            var room = limit - head.codePointCount(0, head.length());
            var end = afterCodePoints(text, start, room + 1);
            if (end < 0) {
                parts.add(part(head, text.substring(start), null));
                break;
            }
            var startsLine = start == 0 || text.charAt(start - 1) == '\n';
            var cut = new Borders(text.substring(start, end), startsLine, context).best();
            parts.add(part(
                    head, text.substring(start, start + cut.at()), cut.after().fence()));
            context = cut.after();
            start = next(text, start + cut.at());
        }
        return List.copyOf(parts);
    }

    /**
     * Closes the code fence that a text leaves open, which would swallow what is shown below the text.
     *
     * @param text a message of a reply that may still be growing
     * @return the text, with one more line where a fence was open
     */
    public static String closed(String text) {
        var context = Context.NONE;
        for (var line : text.lines().toList()) {
            if (!line.isBlank()) {
                context = Line.of(line.stripTrailing(), true, context).after();
            }
        }
        var open = context.fence();
        return open == null ? text : text + "\n" + open.closing();
    }

    private static Part part(String head, String body, @Nullable Fence open) {
        var tail = open == null ? "" : "\n" + open.closing();
        return new Part(head + body + tail, !head.isEmpty(), open != null);
    }

    /** Where the next message starts: after the white space, but with the indentation of a whole line. */
    private int next(String text, int cut) {
        var line = cut == 0 ? 0 : -1;
        var end = cut;
        while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
            if (text.charAt(end++) == '\n') {
                line = end;
            }
        }
        if (line >= 0 && end - line <= limit / 4) {
            return line;
        }
        return end > cut && endsInsideCluster(text, end) ? end - 1 : end;
    }

    /** A blank may carry a combining mark. */
    private static boolean endsInsideCluster(String text, int end) {
        var cluster = CLUSTER.matcher(text).region(end - 1, Math.min(text.length(), end + 2));
        return cluster.lookingAt() && cluster.end() > end;
    }

    private static String withoutHalfCharacter(String text) {
        var half = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        return half ? text.substring(0, text.length() - 1) : text;
    }

    /** The index after so many code points, or -1 if the text has fewer. */
    private static int afterCodePoints(String text, int start, int count) {
        if (text.length() - start < count) {
            return -1;
        }
        var at = start;
        for (var i = 0; i < count; i++) {
            if (at >= text.length()) {
                return -1;
            }
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }
}
