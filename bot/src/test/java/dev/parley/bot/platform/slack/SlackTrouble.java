package dev.parley.bot.platform.slack;

import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What tests of trouble with Slack share. */
abstract class SlackTrouble extends SlackTest {
    static final int TOKENS = 1000;
    static final Duration SHORT_OUTAGE = Duration.ofSeconds(2);

    /** Events that were not acknowledged come again within seconds. */
    @Override
    Pace pace() {
        return new Pace(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                List.of(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(20)),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2));
    }

    void begin(int tokens) throws InterruptedException {
        go(
                world.bot(tokens),
                settings(Map.of()),
                new SlackBot.Times(SlackWeb.MINUTE, SlackMessaging.STREAM_LIFE, Wired.RHYTHM));
    }

    /** A question whose reply comes slowly; answers its time stamp. */
    String askSlowly() throws InterruptedException {
        world.engineSlow(true);
        begin(TOKENS);
        return slack.mentions(ada, general, "Tell me a story");
    }

    String streamed() throws InterruptedException {
        String asked = askSlowly();
        streaming(general, asked);
        return asked;
    }

    StoredMessage only(String asked) {
        return await().until(() -> own(slack.thread(general, asked)), each -> !each.isEmpty())
                .getFirst();
    }

    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollInterval(50, TimeUnit.MILLISECONDS).until(() -> System.nanoTime() - end > 0);
    }

    long lost(String method) {
        return slack.requests(method).stream()
                .filter(each -> each.status() == 0)
                .count();
    }
}
