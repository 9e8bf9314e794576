package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Outages at full length and at Slack's own times. */
@Tag("slow")
@Timeout(900)
final class SlackLongOutageTest extends SlackTest {
    private static final Duration OUTAGE = Duration.ofMinutes(5);
    private static final Duration REFUSED = Duration.ofMinutes(2);
    private static final Duration PATIENT = Duration.ofMinutes(6);

    @Override
    Pace pace() {
        return Pace.real();
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().atMost(time.plusMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> System.nanoTime() - end > 0);
    }

    @Test
    void getsOverAnOutageOfFiveMinutes() throws InterruptedException {
        world.engineSlow(true);
        go(world.bot(1000));
        String asked = slack.mentions(ada, general, "Before it");
        streaming(general, asked);
        slack.faults().fail("*", 503);
        String meanwhile = slack.mentions(ada, general, "In the middle of it");
        world.engineSlow(false);
        pass(OUTAGE);
        slack.faults().heal();

        wholeAndOnce(general, asked);
        wholeAndOnce(general, meanwhile);
        assertThat(slack.lost()).isEmpty();
    }

    @Test
    void comesBackWhenNoSocketWasLetInForTwoMinutes() throws InterruptedException {
        go(world.bot(12));
        slack.faults().socketsOpen(false);
        slack.faults().connections(false);
        slack.faults().dropSockets();
        String asked = slack.mentions(ada, general, "Are you there?");
        pass(REFUSED.dividedBy(2));
        slack.faults().connections(true);
        pass(REFUSED.dividedBy(2));
        slack.faults().socketsOpen(true);

        await().atMost(PATIENT).until(() -> !own(slack.thread(general, asked)).isEmpty());
        wholeAndOnce(general, asked);
    }
}
