package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HarmlessTest {
    private static final Pattern LIVE = Pattern.compile("<(?:[!@#|]|[A-Za-z][A-Za-z0-9+.-]*:|[\\p{L}\\d._/-]*\\|)");

    private static final List<String> SCRAPS = List.of(
            "<!channel>",
            "<!here>",
            "<@U0123ABC>",
            "<#C0123ABC>",
            "<https://evil.example|bank>",
            "<mailto:a@b.c|x>",
            "<",
            ">",
            "<!",
            "@",
            "#",
            "|",
            "`",
            "``",
            "```",
            "```java\n",
            "~~~\n",
            "\n",
            "\n\n",
            "> ",
            "\\",
            "\\<",
            "List<String>",
            "a < b",
            "x",
            "é",
            "日本",
            "😀",
            "https://x.example",
            "!channel",
            "<tel:1|2>",
            "- ",
            "1. ",
            "    ",
            "&",
            "&lt;",
            "**",
            "_",
            "!subteam^S1");

    private static String random(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            text.append(SCRAPS.get(random.nextInt(SCRAPS.size())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsLiveWhereverATextIsCut(int seed) {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var text = random(random);
            for (int end = 0; end <= text.length(); end++) {
                assertThat(LIVE.matcher(Harmless.markdown(text.substring(0, end), false))
                                .find())
                        .as(text)
                        .isFalse();
                assertThat(LIVE.matcher(Harmless.markdown(text.substring(end), true))
                                .find())
                        .as(text)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14, 15, 16})
    void whatWasSentOfAGrowingTextStays(int seed) {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var text = random(random);
            var whole = Harmless.markdown(text, true);
            for (int end = 0; end <= text.length(); end++) {
                assertThat(whole).startsWith(Harmless.markdown(text.substring(0, end), false));
            }
        }
    }

    @Test
    void keepsQuotesAndOperatorsInCode() {
        assertThat(Harmless.markdown("> quoted\n> > twice", true)).isEqualTo("> quoted\n> > twice");
        assertThat(Harmless.markdown("```java\nList<String> a = b -> c < d;\n```\n", true))
                .isEqualTo("```java\nList<String> a = b -> c < d;\n```\n");
        assertThat(Harmless.markdown("so `Map<K, V>` it is", true)).isEqualTo("so `Map<K, V>` it is");
    }

    @Test
    void escapesBracketsInProse() {
        assertThat(Harmless.markdown("a < b, <!channel> & \\<@U1>", true))
                .isEqualTo("a &lt; b, &lt;!channel&gt; & &lt;@U1&gt;");
    }

    @Test
    void breaksMarksUpInCodeToo() {
        assertThat(Harmless.markdown("`<!channel>` `<@U1>` `<https://a.example|b>`", true))
                .isEqualTo("`&lt;!channel>` `&lt;@U1>` `&lt;https://a.example|b>`");
    }

    @Test
    void holdsBackWhatOnlyLaterTextDecides() {
        assertThat(Harmless.markdown("use `List<", false)).isEqualTo("use ");
        assertThat(Harmless.markdown("use ``", false)).isEmpty();
        assertThat(Harmless.markdown("```\nList<Str", false)).isEqualTo("```\nList");
    }
}
