package dev.parley.bot.terminal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a model's text in a terminal while it streams. What is written depends on the text alone, never on how it was cut
 * into pieces, and nothing is drawn twice: a word, a mark or the beginning of a line is held back until it is decided.
 *
 * <p>Prose is broken between words; headings, emphasis, lists, quotes and rules are set lightly. Code stands at the left
 * edge between two dim rules, not a character changed and never broken by us, so that it can be copied. Tables stay as
 * they are. Where styling is not possible the text passes through unchanged, but for what {@link SafeText} drops.
 */
final class StreamingMarkdown {
    private static final int RULE_CELLS = 40;

    private enum Mode {
        BEGINNING,
        PROSE,
        VERBATIM,
        CODE_BEGINNING,
        CODE
    }

    private final TerminalLook look;
    private final Consumer<String> out;
    private final SafeText safe = new SafeText();
    private final WordWrap wrap;
    private final InlineMarkdown inline;
    private final StringBuilder beginning = new StringBuilder();
    private Mode mode = Mode.BEGINNING;
    private MarkdownLine.@Nullable Fence fence;
    private boolean started;
    private int emptyLines;

    /** @param out gets what is to be written, in order */
    StreamingMarkdown(Consumer<String> out, TerminalLook look) {
        this.look = look;
        this.out = out;
        this.wrap = new WordWrap(out, look);
        this.inline = new InlineMarkdown(wrap::put, look.colours());
    }

    /** The next piece of the text, cut anywhere. */
    void append(CharSequence piece) {
        safe.feed(piece, this::accept);
    }

    /** The text ends: shows what was held back and closes an open code block. */
    void finish() {
        safe.finish(this::accept);
        if (!look.styled()) {
            return;
        }
        if (mode == Mode.BEGINNING && !beginning.isEmpty()) {
            begin(MarkdownLine.of(beginning, true));
        }
        if (mode == Mode.CODE_BEGINNING && !beginning.isEmpty()) {
            endCodeLine();
        }
        inline.end();
        wrap.endWord();
        if (fence != null) {
            closeCode();
        }
    }

    /** The cells written of the current line; 0 where a new line begins. */
    int column() {
        return wrap.column();
    }

    private void accept(int c) {
        // Models like to begin with an empty line.
        if (!started && c == '\n') {
            return;
        }
        started = true;
        if (!look.styled()) {
            plain(c);
            return;
        }
        switch (mode) {
            case BEGINNING -> {
                if (c == '\n' && beginning.isEmpty()) {
                    emptyLines++;
                    return;
                }
                emptyLines();
                if (c == '\n') {
                    begin(MarkdownLine.of(beginning, true));
                    endLine();
                } else {
                    beginning.append(c == '\t' ? "    " : Character.toString(c));
                    begin(MarkdownLine.of(beginning, false));
                }
            }
            case PROSE -> {
                if (c == '\n') {
                    endLine();
                } else {
                    inline.put(c);
                }
            }
            case VERBATIM -> {
                if (c == '\n') {
                    endLine();
                } else {
                    wrap.verbatim(c);
                }
            }
            case CODE_BEGINNING -> {
                if (c == '\n') {
                    endCodeLine();
                } else {
                    beginning.appendCodePoint(c);
                    if (!mayClose()) {
                        showCodeBeginning();
                        mode = Mode.CODE;
                    }
                }
            }
            case CODE -> {
                if (c == '\n') {
                    wrap.newline();
                    mode = Mode.CODE_BEGINNING;
                } else {
                    wrap.verbatim(c);
                }
            }
        }
    }

    private void plain(int c) {
        if (c == '\n') {
            wrap.newline();
        } else {
            wrap.verbatim(c);
        }
    }

    /** Empty lines are written when something follows, so that a reply does not end in them. */
    private void emptyLines() {
        out.accept("\n".repeat(emptyLines));
        emptyLines = 0;
    }

    private void begin(MarkdownLine line) {
        var style = Style.NONE;
        var text = beginning.length();
        mode = Mode.PROSE;
        switch (line) {
            case MarkdownLine.Undecided() -> {
                mode = Mode.BEGINNING;
                return;
            }
            case MarkdownLine.Prose(var indent) -> {
                hang(" ".repeat(indent), indent);
                text = indent;
            }
            case MarkdownLine.Heading(var start) -> {
                hang("", 0);
                style = Style.BOLD;
                text = start;
            }
            case MarkdownLine.Bullet(var indent, var start) -> {
                hang(" ".repeat(indent) + "• ", indent + 2);
                text = start;
            }
            case MarkdownLine.Numbered(var _, var start) -> {
                hang(beginning.substring(0, start), start);
                text = start;
            }
            case MarkdownLine.Quote(var start) -> {
                var bar = Style.DIM.of("│") + " ";
                wrap.startLine(bar, bar, 2);
                text = start;
            }
            case MarkdownLine.TableRow() -> {
                hang("", 0);
                beginning.codePoints().forEach(wrap::verbatim);
                mode = Mode.VERBATIM;
            }
            case MarkdownLine.Rule() -> out.accept(rule(""));
            case MarkdownLine.Fence opening -> {
                fence = opening;
                out.accept(rule(opening.language()));
            }
        }
        inline.start(style);
        beginning.substring(text).codePoints().forEach(inline::put);
        beginning.setLength(0);
    }

    private void hang(String first, int cells) {
        wrap.startLine(first, " ".repeat(cells), cells);
    }

    private void endLine() {
        inline.end();
        wrap.newline();
        mode = fence == null ? Mode.BEGINNING : Mode.CODE_BEGINNING;
    }

    private boolean mayClose() {
        var marks = beginning.toString().strip();
        return marks.isEmpty() || marks.equals(String.valueOf(open().mark()).repeat(marks.length()));
    }

    private void endCodeLine() {
        var marks = beginning.toString().strip();
        if (marks.length() >= open().marks()) {
            beginning.setLength(0);
            closeCode();
            mode = Mode.BEGINNING;
        } else {
            showCodeBeginning();
            wrap.newline();
        }
    }

    /** A block that stands indented, in a list say, loses that indentation (CommonMark 4.5). */
    private void showCodeBeginning() {
        var from = 0;
        while (from < Math.min(open().indent(), beginning.length()) && beginning.charAt(from) == ' ') {
            from++;
        }
        beginning.substring(from).codePoints().forEach(wrap::verbatim);
        beginning.setLength(0);
    }

    private void closeCode() {
        if (wrap.column() > 0) {
            wrap.newline();
        }
        out.accept(rule(""));
        wrap.newline();
        fence = null;
    }

    private MarkdownLine.Fence open() {
        if (fence == null) {
            throw new IllegalStateException("a line of code outside of a code block");
        }
        return fence;
    }

    private String rule(String language) {
        var cells = Math.min(look.width() - 1, RULE_CELLS);
        var name = language.isEmpty() ? "" : " " + language.substring(0, Math.min(language.length(), cells / 2)) + " ";
        return Style.DIM.of("──" + name + "─".repeat(Math.max(0, cells - 2 - name.length())));
    }
}
