package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamingMarkdownTest {
    private static final String B = "\u001b[1m";
    private static final String I = "\u001b[3m";
    private static final String CODE = "\u001b[36m";
    private static final String END = "\u001b[0m";

    private static final String SAMPLE = """

            # A heading

            Some *italic*, **bold**, ***both*** and `code` in a paragraph that is long enough to be broken at fifty columns.
            Pass **kwargs and *args; 2*3*4 = 24; a * b; ``a ` b``; \\*no\\*; C:\\dir; snake_case_name.

            - first item with a **bold part that goes on** and enough words to be broken
              - nested, 漢字だけの長い行は単語の間に空白がないので、どこでも折り返すことができます。
            * second
            1. one
            12) twelve

            > a quotation
            ---
            | a | b |
            |---|---|
            | `x` | **y** |

            ```python
            def f(x):
            \treturn x ** 2   # ``` is not the end

                # indented
            ```

               ~~~
               three blanks go
                 two stay
               ~~~

            https://example.org/a-very-long-address/that/does/not/fit/on/any/line/of/this/terminal 👩‍💻 done
            `open
            ````markdown
            ```
            inner
            ```
            """;

    @Test
    void writesTheSameHoweverTheTextIsCut() {
        var random = new Random(20261124);
        var looks = List.of(look(50, true), look(50, false), look(23, true), TerminalLook.plain());
        var nasty = "ab *`~_#->|1.\n\t\\ \u001b[0m漢e\u0301\uD83D\uDE00\uD83D\u202e";
        var samples = looks.stream().map(look -> render(SAMPLE, look)).toList();
        for (var i = 0; i < 10_000; i++) {
            var text = i % 2 == 0 ? SAMPLE : random(random, nasty, 200);
            var look = looks.get(i % looks.size());
            var out = new StringBuilder();
            var markdown = new StreamingMarkdown(out::append, look);
            for (var at = 0; at < text.length(); ) {
                var end = Math.min(text.length(), at + random.nextInt(1 + random.nextInt(60)));
                markdown.append(text.substring(at, end));
                at = end;
            }
            markdown.finish();
            assertThat(out.toString()).isEqualTo(i % 2 == 0 ? samples.get(i % looks.size()) : render(text, look));
        }
    }

    @Test
    void losesNoLetterAndAddsNone() {
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++) {
            var text = random(random, "abcXYZ  **``\n\n#->|12._\\", 300);
            var shown = render(text, look(40, true)).replaceAll("\u001b\\[[0-9;]*m", "");
            assertThat(letters(shown)).as(text).isEqualTo(letters(text));
        }
    }

    @Test
    void neverWritesPastTheWidthExceptForCodeAndLongWords() {
        var random = new Random(8);
        for (var i = 0; i < 2_000; i++) {
            var text = random(random, "abcdefgh      **\n>-漢", 400).replaceAll("\\S{12,}", "x");
            var shown = render(text, look(30, true)).replaceAll("\u001b\\[[0-9;]*m", "");
            assertThat(shown.lines().toList())
                    .allSatisfy(line -> assertThat(cells(line)).isLessThan(30));
        }
    }

    @Test
    void styles() {
        assertThat(styled("**a** *b* ***c*** `d`"))
                .isEqualTo(B + "a" + END + " " + I + "b" + END + " \u001b[1;3mc" + END + " " + CODE + "d" + END);
        assertThat(styled("**a *b* `c`**")).isEqualTo(B + "a" + END + " \u001b[1;3mb" + END + " \u001b[1;36mc" + END);
        assertThat(styled("## Head *ing*")).isEqualTo(B + "Head" + END + " \u001b[1;3ming" + END);
        assertThat(styled("这是**重点**内容")).contains(B).doesNotContain("*");
    }

    @Test
    void leavesMarksThatMarkNothing() {
        for (var text : List.of(
                "pass **kwargs and *args",
                "2 * 3 * 4",
                "2*3*4 and 2**3**4",
                "snake_case and __init__",
                "an `open mark",
                "a ** b ** c",
                "#hashtag",
                "-5 degrees",
                "3.14 is pi",
                "a **** b",
                "C:\\dir and \\(x\\)")) {
            assertThat(styled(text)).isEqualTo(text);
        }
    }

    @Test
    void givesUpWaitingForAMarkThatDoesNotCome() {
        var out = new StringBuilder();
        var markdown = new StreamingMarkdown(out::append, look(80, true));
        markdown.append("see *this " + "word ".repeat(40));
        assertThat(out).startsWith("see *this word word");
    }

    @Test
    void showsAWordAsSoonAsItEnds() {
        var out = new StringBuilder();
        var markdown = new StreamingMarkdown(out::append, look(80, true));
        markdown.append("The capital ");
        assertThat(out).hasToString("The capital");
        markdown.append("of");
        assertThat(out).hasToString("The capital");
        markdown.finish();
        assertThat(out).hasToString("The capital of");
    }

    @Test
    void showsCodeExactlyBetweenRules() {
        var code = "if (a < b) {\n\treturn `x`; // **no** _marks_ \u202e" + "y".repeat(100) + "\n\n   }\n";
        var shown = visible("Look:\n```java\n" + code + "```\nDone.");
        assertThat(shown).contains("── java ─").contains(code.replace("\u202e", ""));
        assertThat(shown.lines().toList().getLast()).isEqualTo("Done.");
    }

    @Test
    void takesTheIndentationOfAListAwayFromItsCode() {
        var lines = visible("1. So:\n   ```\n   a\n     b\n   ```\n").lines().toList();
        assertThat(lines.get(2)).isEqualTo("a");
        assertThat(lines.get(3)).isEqualTo("  b");
    }

    @Test
    void closesCodeThatWasCutOff() {
        var lines = visible("```\nint x").lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).isEqualTo("int x");
        assertThat(lines.get(2)).startsWith("───");
    }

    @Test
    void hangsTheLinesOfAnItemUnderItsText() {
        assertThat(render("- one two three four five six\n10. one two three four five", plainLook(20)))
                .isEqualTo("• one two three\n  four five six\n10. one two three\n    four five");
    }

    @Test
    void keepsTablesAsTheyAre() {
        var table = "| a very wide column | another one that is wide |\n|---|---|\n| `x` | **y** |";
        assertThat(styled(table)).isEqualTo(table);
    }

    @Test
    void keepsTheMarksOfCodeWhereThereAreNoColours() {
        assertThat(render("use `x`", look(80, false))).isEqualTo("use `x`");
    }

    @Test
    void passesTextThroughWhereNothingCanBeStyled() {
        var text = "# a **b** `c`\n\n- d\n```\ne\n```\n" + "long ".repeat(50);
        assertThat(render(text, TerminalLook.plain())).isEqualTo(text);
        assertThat(render("a\u001b[31mb\u0007\u009b2Jc\r\nd", TerminalLook.plain()))
                .isEqualTo("abc\nd");
    }

    @Test
    void doesNotEndInEmptyLines() {
        assertThat(styled("\n\na\n\nb\n\n\n")).isEqualTo("a\n\nb\n");
    }

    static TerminalLook look(int columns, boolean colours) {
        return new TerminalLook(true, colours, () -> columns);
    }

    private static TerminalLook plainLook(int columns) {
        return look(columns, true);
    }

    private static String styled(String text) {
        return render(text, look(80, true));
    }

    private static String visible(String text) {
        return styled(text).replaceAll("\u001b\\[[0-9;]*m", "");
    }

    private static String render(String text, TerminalLook look) {
        var out = new StringBuilder();
        var markdown = new StreamingMarkdown(out::append, look);
        markdown.append(text);
        markdown.finish();
        return out.toString();
    }

    private static String letters(String text) {
        return text.replaceAll("[^a-zA-Z0-9]", "");
    }

    private static int cells(String line) {
        return line.codePoints().map(org.jline.utils.WCWidth::wcwidth).sum();
    }

    private static String random(Random random, String alphabet, int length) {
        var text = new StringBuilder();
        for (var i = random.nextInt(length); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
