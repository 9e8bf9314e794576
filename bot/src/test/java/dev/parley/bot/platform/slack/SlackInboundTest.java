package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see of what Slack sends. */
final class SlackInboundTest {
    private static final String SELF = "U0BOT";

    private static final SlackInbound.Names NAMES = new SlackInbound.Names() {
        @Override
        public String person(String id) {
            return id.equals("U1") ? "Ada" : id;
        }

        @Override
        public String group(String id) {
            return id.equals("S1") ? "ops" : id;
        }
    };

    private static String text(String raw) {
        return SlackInbound.text(raw, SELF, NAMES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "<@U0BOT> hello # hello",
                "hello <@U0BOT|parley> there # hello  there",
                "<@U1> and <@U9> # @Ada and @U9",
                "<@U1|ada.l> # @ada.l",
                "<!subteam^S1> <!subteam^S2> <!subteam^S3|@infra> # @ops @S2 @infra",
                "<!here> <!channel> <!everyone|everyone> # @here @channel @everyone",
                "<https://example.org/a?b=1&amp;c=2> # https://example.org/a?b=1&c=2",
                "<https://example.org|the page> # the page (https://example.org)",
                "<http://example.org|example.org> # http://example.org",
                "<mailto:ada@example.org|ada@example.org> # ada@example.org",
                "<!date^1392734382^{date}|Feb 18> # Feb 18",
                "1 &lt; 2 &amp;&amp; 3 &gt; 2 # 1 < 2 && 3 > 2",
                "&amp;lt; is written so # &lt; is written so",
                "&lt;@U1&gt; # <@U1>",
                "<unfinished # <unfinished"
            })
    void showsNamesLabelsAndSigns(String raw, String seen) {
        assertThat(text(raw)).isEqualTo(seen);
    }

    @Test
    void namesChannels() {
        assertThat(text("see <#C1|general> and <#C2> and <#C3|>")).isEqualTo("see #general and #C2 and #C3");
    }

    @Test
    void keepsLineBreaksAndCode() {
        assertThat(text("<@U0BOT> why?\n```if (a &lt; b) { }```\n• one"))
                .isEqualTo("why?\n```if (a < b) { }```\n• one");
    }

    @ParameterizedTest
    @CsvSource({
        "<@U0BOT> hello, false",
        "<@U0BOT|parley> hello, false",
        "hello <@U1>, true",
        "<!here> hello, true",
        "<!subteam^S1|@ops> hello, true",
        "<https://example.org|@here>, false",
        "&lt;!here&gt;, false",
        "<!date^1^{date}|today>, false"
    })
    void knowsWhoIsMeant(String raw, boolean others) {
        assertThat(SlackInbound.mentionsOthers(raw, SELF)).isEqualTo(others);
    }
}
