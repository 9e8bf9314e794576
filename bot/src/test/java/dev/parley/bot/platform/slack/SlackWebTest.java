package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.slack.api.methods.Methods;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.Pace;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SlackWebTest {
    @Test
    void tellsOfEachAnswerThatThereWereTooManyCalls() throws SlackCallException {
        AtomicInteger tooMany = new AtomicInteger();
        try (FakeSlack slack = FakeSlack.start(Pace.real());
                SlackWeb web = new SlackWeb(
                        slack.apiUrl(),
                        slack.botToken(),
                        new Tiers(System::nanoTime, SlackWeb.MINUTE),
                        tooMany::incrementAndGet)) {
            web.callNow(Methods.AUTH_TEST, client -> client.authTest(ask -> ask));
            slack.faults().rateLimit(Methods.AUTH_TEST, 1, 1);

            assertThatThrownBy(() -> web.callNow(Methods.AUTH_TEST, client -> client.authTest(ask -> ask)))
                    .isInstanceOf(SlackCallException.class);
            assertThat(tooMany).hasValue(1);
        }
    }
}
