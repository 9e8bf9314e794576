package dev.parley.bot.platform.discord;

import static org.awaitility.Awaitility.await;

import dev.parley.bot.bench.Report;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * From an event to the first write that answers it, through the gateway, JDA, the database's file and REST on the
 * loopback, with an engine that has nothing else to do. What is counted ends when the server has the request.
 */
@Tag("bench")
@Timeout(600)
final class FirstWriteBenchTest extends DiscordTest {
    private static final int MESSAGES = 500;
    private static final int WARM_UP = 50;
    private static final int CHANNELS = 50;
    private static final double MOST_MILLIS = 50;

    /** Discord takes 50 requests a second, and each message needs two or three. */
    private static final int REQUESTS_A_SECOND = 20;

    @Test
    void theFirstWriteComesAtOnce() throws Exception {
        Report report = new Report("Discord: event in to first write out");
        List<FakeChannel> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            channels.add(discord.channel(guild, 2_000_000 + i, "channel-" + i));
        }
        go(world.bot(2));
        double[] millis = new double[MESSAGES];
        for (int i = -WARM_UP; i < MESSAGES; i++) {
            FakeChannel place = channels.get(Math.floorMod(i, CHANNELS));
            awaitQuiet();
            Instant begin = Instant.now();
            long asked = discord.mention(place, anna, "Hello");
            Instant written = await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> written(asked), Optional::isPresent)
                    .orElseThrow();
            if (i >= 0) {
                millis[i] = Duration.between(begin, written).toNanos() / 1e6;
            }
        }
        Arrays.sort(millis);
        report.figure("event to first write, p50", millis[MESSAGES / 2], "ms")
                .figure("p90", millis[MESSAGES * 9 / 10], "ms")
                .figure("longest", millis[MESSAGES - 1], "ms")
                .atMost("p99", millis[MESSAGES * 99 / 100], MOST_MILLIS)
                .publish();
    }

    private Optional<Instant> written(long asked) {
        String reference = Long.toString(asked);
        return discord.requests().reversed().stream()
                .filter(each -> each.method().equals("POST")
                        && each.body()
                                .path("message_reference")
                                .path("message_id")
                                .asText()
                                .equals(reference))
                .findFirst()
                .map(RecordedRequest::at);
    }

    /** The engine is idle, and what is allowed in a second is not used up by the messages before. */
    private void awaitQuiet() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> world.database().inbox().unfinished().isEmpty() && lately() < REQUESTS_A_SECOND);
    }

    private long lately() {
        Instant second = Instant.now().minusSeconds(1);
        return discord.requests().reversed().stream()
                .takeWhile(each -> each.at().isAfter(second))
                .count();
    }
}
