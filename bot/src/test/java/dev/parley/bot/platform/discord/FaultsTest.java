package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.SentMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong on the way: afterwards each message has one finished reply, or one visible reason. */
final class FaultsTest extends DiscordTest {
    private static final int GUILD_MESSAGES = 1 << 9;
    private static final Duration SOME_TIME = Duration.ofSeconds(60);

    @Test
    void finishesAReplyWhileTheGatewayIsGone() throws InterruptedException {
        SentMessage begun = begunReply();
        discord.faults().gatewayOpen(false);
        discord.faults().dropConnections();
        world.engineAway(false);

        onlyReplyIs(begun);
        discord.faults().gatewayOpen(true);
        await().atMost(SOME_TIME).until(() -> discord.resumed() > 0);
        discord.mention(channel, anna, "And now?");
        finished(channel, 2);
    }

    @Test
    void goesOnInANewSessionWhenTheOldOneIsRefused() throws InterruptedException {
        SentMessage begun = begunReply();
        discord.faults().refuseResume();
        discord.faults().dropConnections();
        await().atMost(SOME_TIME).until(() -> discord.identified() == 2);
        world.engineAway(false);

        onlyReplyIs(begun);
        discord.mention(channel, anna, "And now?");
        finished(channel, 2);
    }

    @Test
    void leavesAConnectionWhoseHeartIsNotAnswered() throws InterruptedException {
        discord.faults().heartbeat(Duration.ofSeconds(1));
        SentMessage begun = begunReply();
        discord.faults().stopAcking();
        await().atMost(SOME_TIME).until(() -> discord.resumed() + discord.identified() > 1);
        discord.faults().resumeAcking();
        world.engineAway(false);

        onlyReplyIs(begun);
        await().atMost(SOME_TIME).until(() -> discord.connected() == 1);
        discord.mention(channel, anna, "And now?");
        finished(channel, 2);
    }

    @Test
    void answersEachMessageOnceHoweverEventsCome() throws InterruptedException {
        go(world.bot(12));
        discord.faults().sendTwice(true);
        discord.faults().hold();
        var asked = LongStream.range(0, 4)
                .map(each -> discord.mention(channel, anna, "Question " + each))
                .boxed()
                .toList();
        discord.faults().releaseReversed();

        await().atMost(SOME_TIME)
                .until(() -> discord.ownMessages(channel).stream()
                                .filter(each -> each.components().toString().contains("regenerate"))
                                .count()
                        == asked.size());
        assertThat(discord.ownMessages(channel))
                .extracting(SentMessage::reference)
                .containsExactlyInAnyOrderElementsOf(asked);
        nothingIsOpen();
    }

    @Test
    void saysWhyItStopsWhenItsMessageIsRemoved() throws InterruptedException {
        SentMessage begun = begunReply();
        discord.delete(begun.id());
        world.engineAway(false);

        SentMessage reason = await().atMost(SOME_TIME)
                .until(() -> discord.ownMessages(channel), own -> own.size() == 1)
                .getFirst();
        assertThat(reason.content()).contains("My message was removed");
        assertThat(reason.components()).isEmpty();
        nothingIsOpen();
    }

    @ParameterizedTest
    @EnumSource(
            value = Permission.class,
            names = {"MESSAGE_SEND", "VIEW_CHANNEL"})
    void tellsWhoAskedWhenItLosesAPermission(Permission lost) throws InterruptedException {
        begunReply();
        discord.faults().revoke(channel, lost);
        world.engineAway(false);

        toldThatItMayNotWrite();
    }

    private void toldThatItMayNotWrite() {
        FakeChannel direct = discord.directMessages(anna);
        assertThat(await().atMost(SOME_TIME)
                        .until(() -> discord.ownMessages(direct), own -> own.size() == 1)
                        .getFirst()
                        .content())
                .contains("can no longer write where you asked");
        nothingIsOpen();
    }

    @Test
    void tellsWhoAsksWhereItMayNotWrite() throws InterruptedException {
        go(world.bot(12));
        discord.faults().revoke(channel, Permission.MESSAGE_SEND);
        discord.mention(channel, anna, "Hello");

        toldThatItMayNotWrite();
        assertThat(discord.ownMessages(channel)).isEmpty();
    }

    /** JDA opens a thread of somebody else's only for who manages threads. */
    @Test
    void tellsWhoAskedWhenTheThreadIsArchivedMeanwhile() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(12));
        FakeChannel thread = discord.thread(channel, anna, "A thread");
        begun(thread, discord.mention(thread, anna, "Hello"));
        discord.archive(thread, true, false);
        world.engineAway(false);

        toldThatItMayNotWrite();
    }

    @Test
    void saysWhichIntentIsMissing() {
        discord.faults().denyIntents(GUILD_MESSAGES);

        assertThatThrownBy(() -> go(world.bot(12)))
                .isInstanceOf(DiscordException.class)
                .hasMessageContaining("Privileged Gateway Intents");
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10})
    void answersThoughItsClockIsOff(int minutes) throws InterruptedException {
        discord.faults().shiftClock(Duration.ofMinutes(minutes));
        go(world.bot(12));
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
        discord.mention(channel, anna, "Hello");
        SentMessage first = finished(channel, 1);
        discord.slash(channel, anna, "ask", Map.of("question", "Is it raining?"));
        finished(channel, 2);
        discord.button(first.id(), "parley:regenerate", anna);
        finished(channel, 3);

        assertThat(discord.ownMessages(channel)).hasSize(3);
    }

    @Test
    void goesOnAsAPlainMessageWhenAnInteractionIsTooOld() throws InterruptedException {
        go(world.bot(12));
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
        world.engineAway(true);
        var asked = discord.slash(channel, anna, "ask", Map.of("question", "Is it raining?"));
        List<SentMessage> begun = await().atMost(PATIENCE)
                .until(
                        () -> discord.ownMessages(channel),
                        own -> own.size() == 1 && own.getFirst().components().size() == 1);
        discord.faults().age(asked, Duration.ofMinutes(16));
        world.engineAway(false);

        onlyReplyIs(begun.getFirst());
    }
}
