package dev.parley.bot.platform;

import java.text.BreakIterator;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a text that is too long for a message is cut. It sees one code point more than the message holds and nothing
 * after that, which is all that must be known of a border: whether two characters belong together shows in the second one.
 */
final class Borders {
    /** From the worst place to cut to the best. */
    enum Rank {
        CLUSTER,
        POOR,
        IDEOGRAPH,
        SPACE,
        SENTENCE,
        LINE,
        ITEM,
        BLOCK,
        HEADING
    }

    /**
     * A cut.
     *
     * @param at before this index of the window
     * @param rank how good the place is
     * @param after what the rest of the text stands in
     */
    record Cut(int at, Rank rank, Context after) {}

    private static final Pattern BLOCK_START =
            Pattern.compile("(?:[-+*•]|#{1,6}+|\\d{1,9}+[.)])(?:\\s|$)|[>|]|-{3}|={3}|\\*{3}|_{3}");
    private static final String CLOSERS = "\"'”’»)]}*_）」』】》";
    private static final String SENTENCE_ENDS = ".!?…";
    private static final String WIDE_SENTENCE_ENDS = "。！？";

    private final String window;
    private final boolean startsLine;
    private final Context before;
    /** The longest message that needs no closing fence. */
    private final int last;
    /** The end of what is more than white space. */
    private final int seen;

    /** Where the window may be cut, if its text allows it. */
    private BitSet places;

    private boolean anywhere;
    private @Nullable Cut best;

    /**
     * For one message.
     *
     * @param window what may be in it, and one code point more
     * @param startsLine its beginning is the beginning of a line
     * @param before what that line stands in
     */
    Borders(String window, boolean startsLine, Context before) {
        this.window = window;
        this.startsLine = startsLine;
        this.before = before;
        last = window.offsetByCodePoints(window.length(), -1);
        seen = window.stripTrailing().length();
        places = betweenClusters(window);
    }

    /**
     * The best border. If there is none at all, first what only may be a link or code does not hold it up, as a stray
     * bracket at the beginning would; then nothing does.
     */
    Cut best() {
        offerAll(new Atoms(window, true));
        if (best == null) {
            offerAll(new Atoms(window, false));
        }
        if (best == null) {
            anywhere = true;
            places = betweenCodePoints(window);
            offerAll(new Atoms(window, false));
        }
        return Optional.ofNullable(best).orElseGet(() -> new Cut(last, Rank.CLUSTER, before));
    }

    private void offerAll(Atoms atoms) {
        Line above = null;
        var aboveEnd = 0;
        var blank = false;
        var context = before;
        for (var start = 0; start < window.length(); ) {
            var newline = window.indexOf('\n', start);
            var whole = newline >= 0;
            var text =
                    window.substring(start, whole ? newline : window.length()).stripTrailing();
            if (text.isEmpty()) {
                blank = true;
            } else {
                var line = start == 0 && !startsLine ? Line.rest(before) : Line.of(text, whole, context);
                if (above != null) {
                    offerBetween(above, aboveEnd, line, blank);
                }
                offerInside(line, start, whole ? start + text.length() : window.length(), context, atoms);
                above = line;
                aboveEnd = start + text.length();
                blank = false;
                context = line.after();
            }
            start = whole ? newline + 1 : window.length();
        }
        if (above != null && window.indexOf('\n', aboveEnd) >= 0 && (context.fence() == null || anywhere)) {
            offer(aboveEnd, above.kind() == Line.Kind.HEADING ? Rank.POOR : blank ? Rank.BLOCK : Rank.LINE, context);
        }
    }

    private void offerBetween(Line above, int end, Line below, boolean blank) {
        // An empty code block would be left in one of the two messages.
        var empty = above.after().fence() != null
                && (above.kind() == Line.Kind.OPENING || below.kind() == Line.Kind.CLOSING);
        if (!empty || anywhere) {
            offer(end, rank(above, below, blank), above.after());
        }
    }

    private static Rank rank(Line above, Line below, boolean blank) {
        var deeper = above.after().list() > 0 && below.indent() > 1;
        if (above.kind() == Line.Kind.HEADING || above.kind() == Line.Kind.DELIMITER) {
            return Rank.POOR;
        }
        return switch (below.kind()) {
            case HEADING, RULE -> Rank.HEADING;
            case DELIMITER -> Rank.POOR;
            case CODE, CLOSING -> blank ? Rank.ITEM : Rank.LINE;
            case OPENING -> deeper ? Rank.ITEM : Rank.BLOCK;
            case ITEM -> deeper ? Rank.LINE : above.after().list() > 0 ? Rank.ITEM : Rank.BLOCK;
            case TABLE -> above.kind() == Line.Kind.TABLE && !blank ? Rank.LINE : Rank.BLOCK;
            case PROSE -> !deeper && (blank || above.kind() == Line.Kind.CLOSING) ? Rank.BLOCK : Rank.LINE;
        };
    }

    private void offerInside(Line line, int start, int end, Context context, Atoms atoms) {
        var code = line.kind() == Line.Kind.CODE;
        var fence = line.kind() == Line.Kind.OPENING || line.kind() == Line.Kind.CLOSING;
        if (fence && !anywhere) {
            return;
        }
        atoms.findMarks(start, end);
        if (!code) {
            atoms.findInProse(start, end);
        }
        var after = fence ? context : line.after();
        for (var at = places.nextSetBit(start + 1); at >= 0 && at < end; at = places.nextSetBit(at + 1)) {
            if (!Character.isWhitespace(window.charAt(at - 1)) && (anywhere || (!atoms.holds(at) && at < seen))) {
                offer(at, code ? rankInCode(at) : rankInProse(at), after);
            }
        }
    }

    private Rank rankInCode(int at) {
        return Character.isWhitespace(window.charAt(at)) ? Rank.SPACE : Rank.CLUSTER;
    }

    private Rank rankInProse(int at) {
        var end = at;
        while (end > 1 && at - end < 4 && CLOSERS.indexOf(window.charAt(end - 1)) >= 0) {
            end--;
        }
        var lastOfSentence = window.charAt(end - 1);
        if (!Character.isWhitespace(window.charAt(at))) {
            if (!mayFollow(window.codePointAt(at))) {
                return Rank.CLUSTER;
            }
            if (WIDE_SENTENCE_ENDS.indexOf(lastOfSentence) >= 0) {
                return Rank.SENTENCE;
            }
            var wide = isWide(window.codePointBefore(at)) || isWide(window.codePointAt(at));
            return wide && !opens(window.codePointBefore(at)) ? Rank.IDEOGRAPH : Rank.CLUSTER;
        }
        var next = at;
        while (next < window.length() && Character.isWhitespace(window.charAt(next))) {
            next++;
        }
        if (BLOCK_START.matcher(window).region(next, window.length()).lookingAt()) {
            return Rank.POOR;
        }
        var ended = (SENTENCE_ENDS + WIDE_SENTENCE_ENDS).indexOf(lastOfSentence) >= 0;
        return ended && !(next < window.length() && Character.isLowerCase(window.codePointAt(next)))
                ? Rank.SENTENCE
                : Rank.SPACE;
    }

    /** Chinese and Japanese have no blanks: a line may end between any two of their characters. */
    private static boolean isWide(int codePoint) {
        if (codePoint < 0x3000) {
            return false;
        }
        return Character.isIdeographic(codePoint)
                || switch (Character.UnicodeScript.of(codePoint)) {
                    case HIRAGANA, KATAKANA -> true;
                    default -> false;
                };
    }

    /** Punctuation stays with what it ends. */
    private static boolean mayFollow(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.END_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION, Character.OTHER_PUNCTUATION -> false;
            default -> true;
        };
    }

    private static boolean opens(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.START_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION -> true;
            default -> false;
        };
    }

    private void offer(int at, Rank rank, Context after) {
        var fence = after.fence();
        if (at > last || (fence != null && at > beforeClosing(fence))) {
            return;
        }
        var cut = new Cut(at, rank, after);
        if (best == null || !isWorse(cut, best)) {
            best = cut;
        }
    }

    private int beforeClosing(Fence fence) {
        return window.offsetByCodePoints(last, -(fence.closing().length() + 1));
    }

    /** Any border rather than none, then in the second half rather than in the first, and so on; then by rank. */
    private boolean isWorse(Cut cut, Cut other) {
        if ((cut.rank() == Rank.CLUSTER) != (other.rank() == Rank.CLUSTER)) {
            return cut.rank() == Rank.CLUSTER;
        }
        var halves = Integer.compare(halvings(cut), halvings(other));
        return halves == 0 ? cut.rank().compareTo(other.rank()) < 0 : halves > 0;
    }

    private int halvings(Cut cut) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(last / cut.at());
    }

    private static BitSet betweenClusters(String text) {
        var borders = new BitSet();
        var iterator = BreakIterator.getCharacterInstance(Locale.ROOT);
        iterator.setText(text);
        for (var at = iterator.first(); at != BreakIterator.DONE; at = iterator.next()) {
            borders.set(at);
        }
        return borders;
    }

    private static BitSet betweenCodePoints(String text) {
        var borders = new BitSet();
        for (var at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            borders.set(at);
        }
        return borders;
    }
}
