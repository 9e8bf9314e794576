package dev.parley.bot.platform;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** As much of a reply as one message has room for, when there is more than that: where it is cut best. */
final class Window {
    /** What is one thing to a reader; at the window's end perhaps only its beginning is seen. */
    private static final Pattern ATOMS = Pattern.compile("""
            !?\\[[^\\]\\n]*](?:\\([^)\\n]*(?:\\)|\\z)|\\z)|!?\\[[^\\]\\n]*\\z\
            |https?://[^\\s<>]+\
            |<[@#!:a-zA-Z/][^>\\n]*(?:>|\\z)|<\\z\
            |(`+)[^`\\n]+(?:\\1|\\z)\
            """);

    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final Pattern BLOCK_START =
            Pattern.compile(" {0,3}(?:#{1,6}\\s.*|[-*_](?:\\s*[-*_]){2,}\\s*)", Pattern.DOTALL);
    private static final Pattern ITEM_START =
            Pattern.compile("\\s*(?:[-*+]|\\d{1,9}[.)])\\s.*|\\|.*|>.*", Pattern.DOTALL);
    private static final String SENTENCE_ENDS = ".!?:;。！？";

    /** From the best border to the worst. */
    private enum Border {
        BLOCK,
        ITEM,
        LINE,
        SENTENCE,
        WORD,
        CHARACTER
    }

    private final String text;
    private final @Nullable Fence open;
    private final List<Line> lines = new ArrayList<>();
    private final BitSet inside = new BitSet();
    private final BitSet characters = new BitSet();

    /** A line with the fence that is open before it and after it. */
    private record Line(
            int start,
            int end,
            String text,
            @Nullable Fence before,
            @Nullable Fence after) {}

    /**
     * Looks at a window.
     *
     * @param text all that fits
     * @param open the code fence that was reopened before it
     */
    Window(String text, @Nullable Fence open) {
        this.text = text;
        this.open = open;
        Fence fence = open;
        int start = 0;
        while (start <= text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(start, end);
            Fence after = Fence.after(line, fence);
            lines.add(new Line(start, end, line, fence, after));
            fence = after;
            start = end + 1;
        }
        var graphemes = GRAPHEME.matcher(text);
        while (graphemes.find()) {
            characters.set(graphemes.start());
        }
        for (Line line : lines) {
            if (line.before == null && line.after == null) {
                markAtoms(line);
            } else if (!Objects.equals(line.before, line.after)) {
                // A fence line is one thing with the line before its end or behind its beginning.
                inside.set(line.before == null ? line.start + 1 : line.start, line.end + (line.before == null ? 2 : 0));
            }
        }
    }

    String text() {
        return text;
    }

    private void markAtoms(Line line) {
        var atoms = ATOMS.matcher(line.text);
        while (atoms.find()) {
            boolean cutOff =
                    line.end < text.length() && atoms.end() == line.text.length() && isUnfinished(atoms.group());
            if (!cutOff) {
                inside.set(line.start + atoms.start() + 1, line.start + atoms.end());
            }
        }
    }

    /** What a line's end leaves open was no link, mention or code; what the window's end cuts off may still become one. */
    private static boolean isUnfinished(String atom) {
        return atom.startsWith("<") ? !atom.endsWith(">") : atom.startsWith("[") && !atom.endsWith(")");
    }

    /** The fence that is open at a cut. */
    @Nullable Fence fenceAt(int cut) {
        Fence fence = open;
        for (Line line : lines) {
            if (line.start >= cut) {
                return fence;
            }
            fence = line.after;
        }
        return fence;
    }

    /** Where the message ends; above 0. */
    int cut() {
        int most = offsetBefore(longestFence() + 1);
        int half = text.offsetByCodePoints(0, MessageSplitter.codePoints(text) / 2);
        for (int from : new int[] {half, text.offsetByCodePoints(0, 1)}) {
            int best = -1;
            Border kind = Border.CHARACTER;
            for (int at = most; at >= from; at--) {
                Border border = border(at);
                if (border != null && border.compareTo(kind) < 0) {
                    best = at;
                    kind = border;
                }
            }
            if (best > 0) {
                return best;
            }
        }
        int at = lastCharacter(most, true);
        return at > 0 ? at : Math.max(1, lastCharacter(most, false));
    }

    private int lastCharacter(int most, boolean outsideAtoms) {
        for (int at = most; at > 0; at--) {
            if (characters.get(at) && !(outsideAtoms && inside.get(at))) {
                return at;
            }
        }
        return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }

    private @Nullable Border border(int at) {
        if (inside.get(at) || !characters.get(at)) {
            return null;
        }
        if (text.charAt(at - 1) == '\n') {
            return lineBorder(at);
        }
        if (Character.isWhitespace(text.charAt(at)) && !Character.isWhitespace(text.charAt(at - 1))) {
            boolean sentence = SENTENCE_ENDS.indexOf(text.charAt(at - 1)) >= 0 && text.charAt(at) != '\n';
            return sentence && fenceAt(at) == null ? Border.SENTENCE : Border.WORD;
        }
        return SENTENCE_ENDS.indexOf(text.charAt(at - 1)) > SENTENCE_ENDS.indexOf(';') ? Border.SENTENCE : null;
    }

    private Border lineBorder(int at) {
        int number = 0;
        while (lines.get(number).start < at) {
            number++;
        }
        Line line = lines.get(number);
        if (line.before != null) {
            return Border.LINE;
        }
        String before = lines.get(number - 1).text;
        if (before.isBlank() || BLOCK_START.matcher(line.text).matches()) {
            return line.text.startsWith("  ") ? Border.ITEM : Border.BLOCK;
        }
        boolean table = line.text.startsWith("|") && before.startsWith("|");
        boolean item = line.after != null || ITEM_START.matcher(line.text).matches();
        return item && !table ? Border.ITEM : Border.LINE;
    }

    /** Room for the line that closes a fence, whichever is open where the cut will be. */
    private int longestFence() {
        int longest = open == null ? 3 : open.marker().length();
        for (Line line : lines) {
            longest = line.after == null
                    ? longest
                    : Math.max(longest, line.after.marker().length());
        }
        return Math.min(longest, MessageSplitter.codePoints(text) / 4);
    }

    private int offsetBefore(int codePoints) {
        return text.offsetByCodePoints(text.length(), -codePoints);
    }
}
