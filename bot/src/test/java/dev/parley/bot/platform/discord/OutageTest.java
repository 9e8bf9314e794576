package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.SentMessage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Discord answers nothing for a while: afterwards each message has one finished reply, or one visible reason. */
final class OutageTest extends DiscordTest {
    private static final Duration SOME_TIME = Duration.ofSeconds(60);

    /** How often JDA makes a call that is answered by a 502. */
    private static final int TRIES = 4;

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void getsOverAnOutage(int status) throws InterruptedException {
        SentMessage begun = begunReply();
        outage(begun, status, Duration.ofSeconds(5));
    }

    private void outage(SentMessage begun, int status, Duration length) {
        discord.faults().failRest(length, status);
        world.engineAway(false);
        long second = discord.mention(channel, anna, "In the middle of it");
        await().atMost(length.plus(SOME_TIME))
                .until(() -> discord.ownMessages(channel).stream()
                                .filter(each -> each.components().toString().contains("regenerate"))
                                .count()
                        == 2);

        assertThat(discord.ownMessages(channel))
                .extracting(SentMessage::reference)
                .containsExactly(begun.reference(), second);
        nothingIsOpen();
    }

    /** Discord knows a nonce again for some minutes only; an outage may be longer. */
    @Test
    void postsOnceThoughTheAnswerIsLostAndTheNonceIsForgotten() throws InterruptedException {
        go(world.bot(12));
        discord.faults().loseAnswers(true);
        discord.mention(channel, anna, "Hello");
        await("JDA has given up").atMost(PATIENCE).until(() -> posts() == TRIES);
        discord.faults().forgetNonces();
        discord.faults().loseAnswers(false);

        var _ = finished(channel, 1);
        assertThat(discord.ownMessages(channel)).hasSize(1);
    }

    private long posts() {
        return discord.requests().stream()
                .filter(each -> each.method().equals("POST") && each.path().endsWith("/messages"))
                .count();
    }

    @Test
    void waitsAsLongAsAGlobalLimitSaysAndCountsIt() throws InterruptedException {
        SentMessage begun = begunReply();
        world.metrics().platform("discord");
        double before = tooMany();
        discord.faults().globalRateLimit(3000);
        world.engineAway(false);

        onlyReplyIs(begun);
        assertThat(tooMany()).as("answers of 429").isGreaterThan(before);
    }

    private static double tooMany() {
        return world.registry()
                .get("parley.rate.limited")
                .tag("platform", "discord")
                .counter()
                .count();
    }

    @Test
    void waitsForADiscordThatCannotBeReachedAndSaysSo() throws InterruptedException {
        discord.faults().failRest(Duration.ofSeconds(4), 503);

        go(world.bot(12));

        assertThat(told).singleElement().asString().contains("cannot be reached: status 503", "goes on trying");
        long asked = discord.mention(channel, anna, "Are you there?");
        assertThat(finished(channel, 1).reference()).isEqualTo(asked);
    }
}
