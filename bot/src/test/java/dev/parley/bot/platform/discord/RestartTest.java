package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.persistence.OpenReply;
import dev.parley.persistence.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one run leaves, the next one finishes, in the messages that are there. */
final class RestartTest extends DiscordTest {
    private static final Duration SOME_TIME = Duration.ofSeconds(60);

    private SentMessage first(FakeChannel place) {
        return await().atMost(PATIENCE)
                .until(() -> discord.ownMessages(place), own -> !own.isEmpty())
                .getFirst();
    }

    private void restart(int tokens) throws InterruptedException {
        bot.close();
        go(world.bot(tokens));
    }

    private void outageUntilTheNextStart() {
        discord.faults().failRest(Duration.ofMinutes(5), 503);
    }

    private void endOutage() {
        discord.faults().failRest(Duration.ZERO, 503);
    }

    @Test
    void showsTheEndOfAReplyThatWasStoredAndNotShown() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(12));
        long asked = discord.mention(channel, anna, "Hello");
        SentMessage begun = first(channel);
        outageUntilTheNextStart();
        world.engineAway(false);
        await().atMost(PATIENCE).until(() -> history(question(asked)).size() == 2);
        bot.close();
        assertThat(first(channel).components().toString()).contains("stop");
        endOutage();
        go(world.bot(12));

        SentMessage reply = finished(channel, 1);
        assertThat(reply.id()).isEqualTo(begun.id());
        assertThat(reply.content())
                .startsWith(history(question(asked)).getLast().text().strip().substring(0, 5));
        assertThat(discord.ownMessages(channel)).hasSize(1);
        nothingIsOpen();
    }

    @Test
    void showsTheReasonOfAReplyThatWasRefusedAndNotTold() throws InterruptedException {
        go(world.bot(12));
        outageUntilTheNextStart();
        long asked = discord.mention(channel, anna, " ");
        showsTheReasonIn(channel, asked);
    }

    @Test
    void showsTheReasonInDirectMessagesToo() throws InterruptedException {
        FakeChannel direct = discord.directMessages(anna);
        go(world.bot(12));
        outageUntilTheNextStart();
        long asked = discord.message(direct, anna, " ");
        showsTheReasonIn(direct, asked);
    }

    private void showsTheReasonIn(FakeChannel place, long asked) throws InterruptedException {
        await().atMost(PATIENCE)
                .until(() -> world.database().openReplies().ended("discord").size() == 1);
        bot.close();
        endOutage();
        go(world.bot(12));

        SentMessage reason = await().atMost(PATIENCE)
                .until(() -> first(place), each -> each.content().contains("nothing to answer"));
        assertThat(reason.reference()).isEqualTo(asked);
        nothingIsOpen();
    }

    @Test
    void saysSoWhenAReplyThatWasRegeneratedIsCutOff() throws InterruptedException {
        go(world.bot(12));
        discord.mention(channel, anna, "Hello");
        SentMessage answered = finished(channel, 1);
        world.engineAway(true);
        discord.button(answered.id(), "parley:regenerate", anna);
        await().atMost(PATIENCE)
                .until(() -> discord.ownMessages(channel).stream()
                        .anyMatch(each -> each.components().toString().contains("stop")));
        restart(12);

        await().atMost(SOME_TIME)
                .until(() ->
                        discord.ownMessages(channel).getLast().content().contains("was cut off when Parley stopped"));
        assertThat(discord.ownMessages(channel)).hasSize(2);
        nothingIsOpen();
    }

    @Test
    void keepsTheTextOfAReplyThatGoesOn() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(12));
        discord.mention(channel, anna, "Tell me a long story");
        SentMessage begun = first(channel);
        bot.close();
        assertThat(first(channel).content()).contains("Parley is leaving");
        var entry = world.database().inbox().unfinished().getFirst();
        var conversation =
                world.database().conversations().current(entry.message().key());
        world.database().inbox().begin(entry.id(), conversation.id());
        world.database().inbox().savePartial(entry.id(), 0, "Half an answer");
        go(world.bot(12));

        // Its mark goes and its text is there before there is any new one.
        await().atMost(SOME_TIME).until(() -> first(channel).content().equals("Half an answer\n-# …"));
        world.engineAway(false);
        SentMessage reply = finished(channel, 1);
        assertThat(reply.id()).isEqualTo(begun.id());
        assertThat(reply.content()).startsWith("Half an answer");
        assertThat(reply.edits()).extracting(SentMessage.Edit::content).doesNotContain("-# …");
        nothingIsOpen();
    }

    /** What a run posts that dies before it has the answer: nobody knows of it, and after some minutes its nonce neither. */
    private void forget(SentMessage message) {
        assertThat(world.database()
                        .deliveries()
                        .find("discord", Long.toString(channel.id()), Long.toString(message.id())))
                .isPresent();
        world.database().deliveries().remove("discord", Long.toString(channel.id()), Long.toString(message.id()));
        discord.faults().forgetNonces();
    }

    @Test
    void findsAMessageThatNobodyKnowsOf() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(12));
        discord.mention(channel, anna, "Hello");
        SentMessage begun = first(channel);
        bot.close();
        forget(begun);
        world.engineAway(false);
        go(world.bot(12));

        assertThat(finished(channel, 1).id()).isEqualTo(begun.id());
        assertThat(discord.ownMessages(channel)).hasSize(1);
        nothingIsOpen();
    }

    @Test
    void findsTheSecondMessageOfALongReplyToo() throws InterruptedException {
        go(world.bot(900));
        long asked = discord.mention(channel, anna, "Tell me a long story");
        List<SentMessage> before = await().atMost(SOME_TIME)
                .until(
                        () -> discord.ownMessages(channel),
                        own -> own.size() > 1
                                && own.getLast().components().toString().contains("regenerate"));
        nothingIsOpen();
        Turn reply = history(question(asked)).getLast();
        bot.close();
        forget(before.getLast());
        world.database()
                .openReplies()
                .put(new OpenReply(reply.id(), "discord", Long.toString(channel.id()), Long.toString(asked), false));
        go(world.bot(12));

        nothingIsOpen();
        assertThat(discord.ownMessages(channel))
                .extracting(SentMessage::id)
                .isEqualTo(before.stream().map(SentMessage::id).toList());
        assertThat(world.database().deliveries().of(reply.id())).hasSameSizeAs(before);
    }

    @Test
    void goesOnInDirectMessages() throws InterruptedException {
        FakeChannel direct = discord.directMessages(anna);
        world.engineAway(true);
        go(world.bot(12));
        discord.message(direct, anna, "Hello");
        SentMessage begun = first(direct);
        bot.close();
        world.engineAway(false);
        go(world.bot(12));

        assertThat(finished(direct, 1).id()).isEqualTo(begun.id());
        assertThat(discord.ownMessages(direct)).hasSize(1);
        nothingIsOpen();
    }

    @Test
    void goesOnInDirectMessagesWithWhatIsForOnePersonAlone() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(12));
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
        discord.slash(channel, anna, "ask", Map.of("question", "Is it raining?"));
        SentMessage begun = await().atMost(PATIENCE)
                .until(() -> first(channel), each -> each.components().size() == 1);
        bot.close();
        var open = world.database().openReplies();
        var turn = world.database().inbox().unfinished().getFirst().replyTurnId();
        open.remove(turn);
        open.put(new OpenReply(turn, "discord", Long.toString(channel.id()), null, true));
        world.engineAway(false);
        go(world.bot(12));

        SentMessage reply = finished(discord.directMessages(anna), 1);
        assertThat(reply.content()).isNotBlank();
        assertThat(discord.ownMessages(channel))
                .singleElement()
                .satisfies(each -> assertThat(each.id()).isEqualTo(begun.id()));
        nothingIsOpen();
    }

    @Test
    void givesUpInTheSameMessageAfterThreeCrashes() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(12));
        discord.mention(channel, anna, "Hello");
        SentMessage begun = first(channel);
        bot.close();
        var entry = world.database().inbox().unfinished().getFirst();
        for (int attempt = entry.attempts(); attempt < 3; attempt++) {
            world.database().inbox().begin(entry.id(), entry.conversationId());
        }
        world.database().inbox().savePartial(entry.id(), 0, "Half an answer");
        go(world.bot(12));

        await().atMost(SOME_TIME).until(() -> first(channel).content().contains("ended in a crash each time"));
        assertThat(first(channel).id()).isEqualTo(begun.id());
        assertThat(first(channel).content()).startsWith("Half an answer");
        assertThat(first(channel).components()).isEmpty();
        nothingIsOpen();
    }
}
