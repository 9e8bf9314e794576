package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.words.Words;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who Parley is, and what its token may not do. */
final class SlackLoginTest {
    private final FakeSlack slack = FakeSlack.start();
    private final Wired wired = new Wired(slack, Map.of());
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void grantAll() {
        slack.grant("im:write");
    }

    @AfterEach
    void close() {
        wired.close();
        slack.close();
    }

    private SlackSelf self() throws InterruptedException {
        return new SlackLogin(wired.web, Words.english(), Wired.RHYTHM, told::add).self();
    }

    @Test
    void knowsItselfAndItsWorkspace() throws Exception {
        SlackSelf self = self();

        assertThat(self.teamId()).isEqualTo(slack.teamId());
        assertThat(self.userId()).isEqualTo(slack.botUserId());
        assertThat(self.botId()).isEqualTo(slack.botId());
        assertThat(self.scopes()).contains("chat:write");
        assertThat(told).isEmpty();
    }

    @Test
    void saysWhatGoesWithoutAScope() throws Exception {
        slack.faults().withoutScope("users:read");
        self();

        assertThat(told)
                .singleElement()
                .asString()
                .contains("users:read", "guests cannot be told from others", "install the app again");
    }

    @Test
    void saysThatTheTokenIsWrong() {
        slack.faults().revokeToken("invalid_auth");

        assertThatThrownBy(this::self)
                .isInstanceOf(SlackException.class)
                .hasMessageStartingWith("Slack does not accept the bot's token")
                .hasMessageNotContaining(slack.botToken());
    }

    @Test
    void triesAgainWhileSlackIsAwayAndSaysSoOnce() throws Exception {
        slack.faults().fail("auth.test", 503, 3);

        assertThat(self().teamId()).isEqualTo(slack.teamId());
        assertThat(told).singleElement().asString().contains("Slack cannot be reached", "goes on trying");
    }
}
