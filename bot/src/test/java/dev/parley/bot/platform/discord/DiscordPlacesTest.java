package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.Draft;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Quotation;
import dev.parley.persistence.Turn;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.Test;

/** Threads, what was said before, other people and other bots. */
final class DiscordPlacesTest extends DiscordTest {
    private static final Map<String, String> AUTO_THREAD = Map.of("discord.auto-thread", "true");

    private FakeUser ben() {
        FakeUser ben = discord.user(1_000_020, "ben");
        discord.join(guild, ben);
        return ben;
    }

    private FakeChannel openedThread(int number) {
        return await().atMost(PATIENCE)
                .until(() -> discord.threads(channel), threads -> threads.size() >= number)
                .get(number - 1);
    }

    private List<String> own(FakeChannel place) {
        return discord.ownMessages(place).stream().map(SentMessage::content).toList();
    }

    @Test
    void opensAThreadNamedAfterTheQuestionAndGoesOnThere() throws InterruptedException {
        go(world.bot(12), settings(discord.token(), AUTO_THREAD));
        long asked = discord.mention(channel, anna, "How do **tides** work?\nIn short.");
        FakeChannel thread = openedThread(1);
        assertThat(thread.name()).isEqualTo("How do tides work?");
        finished(thread, 1);
        discord.message(thread, anna, "And on the moon?");
        finished(thread, 2);

        assertThat(history(question(asked)))
                .extracting(Turn::text)
                .contains("And on the moon?")
                .hasSize(4);
        assertThat(discord.ownMessages(channel)).isEmpty();
    }

    @Test
    void waitsForAMentionOnceSomebodyTurnsToSomebodyElse() throws InterruptedException {
        go(world.bot(12), settings(discord.token(), AUTO_THREAD));
        FakeUser ben = ben();
        long asked = discord.mention(channel, anna, "Which day?");
        FakeChannel thread = openedThread(1);
        finished(thread, 1);
        discord.message(thread, anna, ben.mention() + " what do you think?");
        discord.message(thread, ben, "Monday is fine");
        discord.mention(thread, anna, "Which day did Ben say?");
        finished(thread, 2);
        discord.message(thread, ben, "Or Tuesday");
        finished(thread, 3);

        List<Turn> turns = history(question(asked));
        assertThat(turns).hasSize(6);
        assertThat(turns.get(2).quotations())
                .extracting(each -> each.author().name(), Quotation::text)
                .contains(org.assertj.core.groups.Tuple.tuple("ben", "Monday is fine"));
    }

    @Test
    void answersInTheChannelWhereItMayOpenNoThread() throws InterruptedException {
        var quiet = discord.channel(
                guild,
                1_000_030,
                "quiet",
                EnumSet.of(Permission.VIEW_CHANNEL, Permission.MESSAGE_SEND, Permission.MESSAGE_HISTORY));
        go(world.bot(12), settings(discord.token(), AUTO_THREAD));
        long asked = discord.mention(quiet, anna, "Hello");

        assertThat(finished(quiet, 1).reference()).isEqualTo(asked);
    }

    @Test
    void readsTheThreadThatItIsCalledInto() throws InterruptedException {
        go(world.bot(12));
        FakeUser ben = ben();
        FakeChannel thread = discord.thread(channel, ben, "Release");
        discord.message(thread, ben, "We ship on Monday");
        discord.message(thread, anna, "Or on Tuesday");
        discord.mention(thread, anna, "summarise this");

        var reply = finished(thread, 1);
        assertThat(reply.content()).contains("Read with it: 2 earlier messages, of ben, anna.");
        assertThat(history(in(thread)).getFirst().quotations())
                .extracting(Quotation::text)
                .containsExactly("We ship on Monday", "Or on Tuesday");
    }

    @Test
    void readsTheRepliesThatLeadToAMention() throws InterruptedException {
        go(world.bot(12));
        FakeUser ben = ben();
        long first = discord.message(channel, ben, "The build is red");
        discord.message(channel, ben, "nobody replies to this");
        long second = discord.message(channel, anna, Draft.of("Since when?").replyingTo(first));
        long asked = discord.message(
                channel,
                anna,
                Draft.of(discord.botUser().mention() + " what would you do?").silentlyReplyingTo(second));

        finished(channel, 1);
        assertThat(history(question(asked)).getFirst().quotations())
                .extracting(Quotation::text)
                .containsExactly("The build is red", "Since when?");
    }

    @Test
    void answersAnEmptyMentionThatRepliesToAColleague() throws InterruptedException {
        go(world.bot(12));
        long said = discord.message(channel, ben(), "What is a monad?");
        long asked = discord.message(
                channel, anna, Draft.of(discord.botUser().mention()).replyingTo(said));

        finished(channel, 1);
        assertThat(history(question(asked)).getFirst().quotations()).hasSize(1);
    }

    @Test
    void saysWhatItCannotSeeWithoutTheIntent() throws InterruptedException {
        discord.faults().withholdContent();
        go(world.bot(12));
        assertThat(bot.readsContent()).isFalse();
        long said = discord.message(channel, ben(), "The build is red");
        discord.message(
                channel, anna, Draft.of(discord.botUser().mention() + " why?").silentlyReplyingTo(said));

        assertThat(finished(channel, 1).content()).contains("message content intent");
    }

    @Test
    void answersAReplyWithThePingOff() throws InterruptedException {
        go(world.bot(12));
        discord.mention(channel, anna, "one");
        var first = finished(channel, 1);
        discord.message(channel, anna, Draft.of("two").silentlyReplyingTo(first.id()));
        finished(channel, 2);
    }

    @Test
    void saysSomethingToAMentionWithNothingButASticker() throws InterruptedException {
        go(world.bot(12));
        discord.message(channel, anna, Draft.of(discord.botUser().mention()).withSticker());

        await().atMost(PATIENCE)
                .until(() -> own(channel).stream().anyMatch(each -> each.contains("nothing to answer")));
    }

    @Test
    void answersInAThreadThatWasArchived() throws InterruptedException {
        go(world.bot(12));
        FakeChannel thread = discord.thread(channel, anna, "Old");
        discord.mention(thread, anna, "one");
        finished(thread, 1);
        discord.archive(thread, true, false);
        discord.archive(thread, false, false);
        discord.mention(thread, anna, "two");
        finished(thread, 2);
    }

    @Test
    void answersOtherBotsOnlyAsOftenAsItIsToldTo() throws InterruptedException {
        FakeUser other = discord.otherBot(1_000_040, "other");
        discord.join(guild, other);
        go(world.bot(12), settings(discord.token(), Map.of("discord.bots", "1000040", "discord.bot-turns", "2")));
        for (int i = 1; i <= 2; i++) {
            discord.mention(channel, other, "bot " + i);
            finished(channel, i);
        }
        discord.mention(channel, other, "bot 3");
        discord.mention(channel, anna, "a person");
        finished(channel, 3);
        discord.mention(channel, other, "bot 4");
        finished(channel, 4);

        assertThat(discord.ownMessages(channel)).hasSize(4);
    }

    @Test
    void answersNobodyInAPlaceThatIsBlocked() throws InterruptedException {
        go(world.bot(12), settings(discord.token(), Map.of("discord.block.channels", Long.toString(channel.id()))));
        var other = discord.channel(guild, 1_000_050, "other");
        discord.mention(channel, anna, "Hello");
        discord.mention(other, anna, "Hello");
        finished(other, 1);

        assertThat(discord.ownMessages(channel)).isEmpty();
        assertThat(world.refusals().latest()).anyMatch(each -> each.reason().contains("block list"));
    }

    @Test
    void tellsSomebodyWhoIsNotOnTheList() throws InterruptedException {
        go(world.bot(12), settings(discord.token(), Map.of("discord.allow.users", "1000099")));
        discord.mention(channel, anna, "Hello");

        await().atMost(PATIENCE).until(() -> own(channel).stream().anyMatch(each -> each.contains("set up for")));
    }

    private static ConversationKey in(FakeChannel thread) {
        return new ConversationKey(
                "discord", Long.toString(GUILD), Long.toString(thread.parentId()), Long.toString(thread.id()));
    }
}
