package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MrkdwnTest {
    @Test
    void marksUpAsSlackDoes() {
        assertThat(Mrkdwn.of("# Title\n\n**bold** *it* ~~gone~~ `x < y`"))
                .isEqualTo("*Title*\n\n*bold* _it_ ~gone~ `x &lt; y`");
    }

    @Test
    void numbersAndIndentsLists() {
        assertThat(Mrkdwn.of("3. three\n4. four\n   - inner\n")).isEqualTo("3. three\n4. four\n    • inner");
    }

    @Test
    void saysWhereALinkGoes() {
        assertThat(Mrkdwn.of("[bank](https://evil.example/?a=1&b=2) <https://x.example>"))
                .isEqualTo("bank (https://evil.example/?a=1&amp;b=2) https://x.example");
    }

    @Test
    void alignsTablesAsCode() {
        assertThat(Mrkdwn.of("| a | long |\n|---|---|\n| wide | `b` |\n")).isEqualTo("```\na     long\nwide  b\n```");
    }

    @Test
    void quotesEveryLine() {
        assertThat(Mrkdwn.of("> one\n> two")).isEqualTo("> one\n> two");
    }

    @Test
    void letsNothingBecomeLive() {
        assertThat(Mrkdwn.of("<!channel> <@U1> `<!here>` \\<!here>\n\n```\n<https://a.example|b>\n```"))
                .doesNotContain("<");
    }
}
