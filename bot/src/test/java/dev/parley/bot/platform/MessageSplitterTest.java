package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.parley.bot.platform.MessageSplitter.Part;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageSplitterTest {
    private static final int LIMIT = 200;

    private final MessageSplitter splitter = new MessageSplitter(LIMIT);

    @Test
    void refusesALimitThatLeavesNoRoom() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MessageSplitter(199));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n\t\n ", "\uD83D"})
    void makesNoMessageOfNothing(String blank) {
        assertThat(splitter.split(blank)).isEmpty();
    }

    @Test
    void makesOneMessageOfWhatFits() {
        var text = "# Title\n\n" + "x".repeat(LIMIT - 9);

        assertThat(splitter.split(text)).containsExactly(new Part(text, false, false));
    }

    @Test
    void countsCodePoints() {
        assertThat(texts("😀".repeat(LIMIT))).hasSize(1);
        assertThat(texts("😀".repeat(LIMIT + 1))).containsExactly("😀".repeat(LIMIT), "😀");
    }

    @Test
    void cutsBeforeAHeadingRatherThanBetweenParagraphs() {
        assertThat(texts(words(110) + "\n\n## Next\n" + words(50) + "\n\n" + words(80)))
                .containsExactly(words(110), "## Next\n" + words(50) + "\n\n" + words(80));
    }

    @Test
    void cutsBeforeAThematicBreak() {
        assertThat(texts(words(110) + "\n\n---\n\n" + words(50) + "\n\n" + words(80)))
                .first()
                .isEqualTo(words(110));
    }

    @Test
    void leavesAHeadingWithItsText() {
        assertThat(texts(words(120) + "\n\n" + words(30) + "\n\n# Next\n\n" + words(120))
                        .getLast())
                .startsWith("# Next");
    }

    @Test
    void cutsBetweenParagraphsRatherThanBetweenLines() {
        assertThat(texts(words(110) + "\n\n" + words(50) + "\n" + words(80)))
                .containsExactly(words(110), words(50) + "\n" + words(80));
    }

    @Test
    void cutsAtALineEndRatherThanAfterASentence() {
        assertThat(texts(words(110) + "\n" + words(40) + ". And " + words(80)))
                .first()
                .isEqualTo(words(110));
    }

    @Test
    void cutsAfterASentenceRatherThanBetweenWords() {
        assertThat(texts(words(110) + ". And " + words(120))).first().isEqualTo(words(110) + ".");
    }

    @Test
    void takesNoAbbreviationForTheEndOfASentence() {
        assertThat(texts(words(130) + ". And e.g. " + words(120)).getFirst()).endsWith(".");
        assertThat(texts(words(130) + " and e.g. this " + words(120)).getFirst())
                .doesNotEndWith("e.g.");
    }

    @Test
    void cutsBetweenWords() {
        assertThat(texts("word ".repeat(50)))
                .containsExactly("word ".repeat(40).strip(), "word ".repeat(10).strip());
    }

    @Test
    void cutsChineseAfterASentence() {
        var sentence = "天地玄黄".repeat(30) + "。";

        assertThat(texts(sentence.repeat(2))).containsExactly(sentence, sentence);
    }

    @Test
    void cutsAWordOnlyIfItIsAllThereIs() {
        assertThat(texts("x".repeat(LIMIT + 50))).containsExactly("x".repeat(LIMIT), "x".repeat(50));
    }

    @Test
    void makesNoTinyMessageForABorderThatComesEarly() {
        assertThat(texts("Hello\n\n" + "word ".repeat(60)).getFirst().length()).isGreaterThan(LIMIT / 2);
    }

    @Test
    void keepsATableWhole() {
        var table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n".repeat(15).strip();

        assertThat(texts(words(120) + "\n\n" + table)).containsExactly(words(120), table);
    }

    @Test
    void keepsAListWhole() {
        var list = "- " + words(20) + "\n- " + words(20) + "\n- " + words(20) + "\n- " + words(20);

        assertThat(texts(words(130) + "\n" + list)).containsExactly(words(130), list);
    }

    @Test
    void cutsALongListBetweenItsItemsAndNotInsideOne() {
        var item = "- " + words(60) + "\n  - " + words(20) + "\n";

        assertThat(texts(item.repeat(4)))
                .containsExactly(item.repeat(2).strip(), item.repeat(2).strip());
    }

    @Test
    void keepsTheIndentationOfALine() {
        assertThat(texts("- " + words(185) + "\n  - " + words(60)).getLast()).startsWith("  - ");
    }

    @Test
    void keepsACodeBlockWholeIfItBeginsInTheSecondHalf() {
        var code = "```java\n" + "int x = 1;\n".repeat(12) + "```";

        assertThat(splitter.split(words(110) + "\n" + code))
                .containsExactly(new Part(words(110), false, false), new Part(code, false, false));
    }

    @Test
    void reopensTheCodeFenceInTheNextMessage() {
        var line = "int x = 1;\n";

        var parts = splitter.split("```java title=X\n" + line.repeat(20) + "```\ndone");

        assertThat(parts)
                .containsExactly(
                        new Part("```java title=X\n" + line.repeat(16) + "```", false, true),
                        new Part("```java\n" + line.repeat(4) + "```\ndone", true, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"~~~", "````", "  ```", "   ~~~~~"})
    void reopensWithTheSameMarks(String fence) {
        var parts = splitter.split(fence + "py\n" + "a = 1\n".repeat(50) + fence);

        assertThat(parts.getFirst().text()).endsWith("\n" + fence);
        assertThat(parts.getLast().text()).startsWith(fence + "py\n");
    }

    @Test
    void takesNoShorterFenceForTheEndOfTheCode() {
        var parts = splitter.split("````\n" + "```\n".repeat(70) + "````");

        assertThat(parts)
                .allSatisfy(part -> assertThat(part.text()).startsWith("````\n").endsWith("\n````"));
    }

    @Test
    void seesTheFenceOfAListItem() {
        var parts = splitter.split("10. So:\n\n    ```sh\n" + "    ls -l\n".repeat(30) + "    ```");

        assertThat(parts.getFirst().text()).endsWith("\n    ```");
        assertThat(parts.getLast().text()).startsWith("   ```sh\n");
    }

    @Test
    void takesNoIndentedCodeForAFence() {
        assertThat(splitter.split("    ```\n\n" + words(300))).noneMatch(Part::closed);
    }

    @Test
    void makesNoMessageOfTheEndOfACodeBlock() {
        for (var length = 150; length < 210; length++) {
            var parts = splitter.split("```\n" + "x".repeat(length) + "\n```");

            assertThat(parts).allSatisfy(part -> assertThat(part.text()).contains("x"));
        }
    }

    @Test
    void leavesAFenceOpenThatTheTextLeavesOpen() {
        assertThat(splitter.split("```\nint")).containsExactly(new Part("```\nint", false, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a link of words](https://example.org/a_(b))",
                "![a picture](https://example.org/a.png \"so it is\")",
                "https://example.org/a/b?c=d,e;f",
                "`some inline code`",
                "``with a ` in it``",
                "<@123456>",
                "<@!1234>",
                "<#12345>",
                "<@&1234>",
                "<:name:12345>",
                "<a:name:12345>",
                "<@U0123456>",
                "<https://example.org|a label of words>",
                "👩‍👩‍👧‍👦",
                "🇩🇪",
                "👍🏽",
                "e\u0301\u0323"
            })
    void cutsNothingThatBelongsTogether(String atom) {
        for (var before = LIMIT - atom.length() - 1; before <= LIMIT; before++) {
            assertThat(texts("x".repeat(before) + atom + " " + words(100)))
                    .as("after %d", before)
                    .anyMatch(text -> text.contains(atom));
        }
    }

    @Test
    void cutsWhatIsLongerThanAMessage() {
        var address = "https://example.org/" + "x".repeat(300);

        assertThat(texts("See " + address))
                .containsExactly("See", address.substring(0, LIMIT), address.substring(LIMIT));
    }

    @Test
    void isNotHeldUpByABracketThatNeverCloses() {
        assertThat(texts("[" + "word ".repeat(100)).getFirst()).hasSizeGreaterThan(LIMIT / 2);
    }

    @Test
    void waitsForTheOtherHalfOfACharacter() {
        assertThat(texts("so 😀".substring(0, 4))).containsExactly("so");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "word ",
                "\n",
                "a\n",
                "[",
                "`",
                "``` ",
                "~",
                "<",
                "天",
                "\u0301",
                "- `a [b](c) ",
                "```\n",
                "[a",
                "http://"
            })
    void splitsAMegabyteWithoutReadingItOverAndOver(String piece) {
        var text = "a" + piece.repeat(1_000_000 / piece.length()) + "a";

        // What grows with the square of the length takes hours.
        assertTimeout(Duration.ofSeconds(60), () -> new MessageSplitter(2000).split(text));
        assertTimeout(Duration.ofSeconds(60), () -> splitter.split(text));
    }

    private List<String> texts(String markdown) {
        return splitter.split(markdown).stream().map(Part::text).toList();
    }

    /** Words of so many letters and blanks in all. */
    private static String words(int length) {
        return "lorem ipsum dolor ".repeat(length / 18 + 1).substring(0, length - 1) + "x";
    }

    @Test
    void closesTheFenceThatATextLeavesOpen() {
        assertThat(MessageSplitter.closed("Look:\n```java\nint x;")).isEqualTo("Look:\n```java\nint x;\n```");
        assertThat(MessageSplitter.closed("~~~~\n```\nx")).isEqualTo("~~~~\n```\nx\n~~~~");
        assertThat(MessageSplitter.closed("```\nx\n```")).isEqualTo("```\nx\n```");
        assertThat(MessageSplitter.closed("")).isEmpty();
    }
}
