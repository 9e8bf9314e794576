package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.FeedbackEntry;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.Quotation;
import dev.parley.persistence.Turn;
import dev.parley.persistence.Vote;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Messages that are edited, deleted or sent in quick succession; menus, buttons, commands. */
final class DiscordChangesTest extends DiscordTest {
    private ConversationKey direct(FakeChannel place) {
        return new ConversationKey("discord", "", Long.toString(place.id()), "");
    }

    private void awaitCommands() {
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 12);
    }

    private UUID turnShownBy(SentMessage message) {
        return world.database()
                .deliveries()
                .find("discord", Long.toString(channel.id()), Long.toString(message.id()))
                .orElseThrow()
                .turnId();
    }

    @Test
    void joinsQuickMessagesIntoOneQuestion() throws InterruptedException {
        world.engineAway(true);
        FakeChannel place = discord.directMessages(anna);
        try {
            go(world.bot(12, 1, 10));
            // Somebody else has the only seat.
            discord.mention(channel, anna, "Hello");
            await().atMost(PATIENCE).until(() -> discord.ownMessages(channel).size() == 1);
            discord.message(place, anna, "Look at this:");
            await().atMost(PATIENCE).until(() -> discord.ownMessages(place).size() == 1);
            discord.message(place, anna, "is it right?");
            discord.message(place, anna, "or wrong?");
            await().atMost(PATIENCE)
                    .until(() -> world.database().inbox().unfinished().size() == 2);
        } finally {
            world.engineAway(false);
        }
        finished(place, 1);

        assertThat(history(direct(place)))
                .extracting(Turn::text)
                .contains("Look at this:\nis it right?\nor wrong?")
                .hasSize(2);
        assertThat(discord.ownMessages(place)).hasSize(1);
    }

    @Test
    void answersTheNewTextOfAMessageThatIsEditedWhileItWaits() throws InterruptedException {
        world.engineAway(true);
        long asked;
        try {
            go(world.bot(12));
            asked = discord.mention(channel, anna, "What is a hil?");
            await().atMost(PATIENCE).until(() -> discord.ownMessages(channel).size() == 1);
            discord.edit(asked, discord.botUser().mention() + " What is a hill?");
            await().atMost(PATIENCE)
                    .until(() -> world.database().inbox().unfinished().stream()
                            .map(InboxEntry::message)
                            .anyMatch(each -> each.text().equals("What is a hill?")));
        } finally {
            world.engineAway(false);
        }
        finished(channel, 1);

        assertThat(history(question(asked)))
                .extracting(Turn::text)
                .contains("What is a hill?")
                .hasSize(2);
    }

    @Test
    void takesALinkPreviewForNoEdit() throws InterruptedException {
        world.engineAway(true);
        long asked;
        try {
            go(world.bot(12));
            asked = discord.mention(channel, anna, "Look at https://example.org/");
            await().atMost(PATIENCE).until(() -> discord.ownMessages(channel).size() == 1);
            discord.addPreview(asked);
            discord.mention(channel, anna, "Next");
            await().atMost(PATIENCE).until(() -> discord.ownMessages(channel).size() == 2);
            assertThat(world.database().inbox().unfinished())
                    .allSatisfy(each -> assertThat(each.revision()).isZero());
        } finally {
            world.engineAway(false);
        }
        finished(channel, 2);
    }

    @Test
    void stopsTheReplyToAMessageThatIsDeletedAndKeepsItsOwn() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            long asked = discord.mention(channel, anna, "Tell me a story");
            await().atMost(PATIENCE).until(() -> discord.ownMessages(channel).size() == 1);
            discord.delete(asked);

            await().atMost(PATIENCE)
                    .until(() ->
                            discord.ownMessages(channel).getFirst().content().startsWith("Stopped"));
            assertThat(world.database().inbox().unfinished()).isEmpty();
            assertThat(history(question(asked))).isEmpty();
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void forgetsAnExchangeWhoseQuestionIsDeletedLater() throws InterruptedException {
        go(world.bot(12));
        FakeChannel place = discord.directMessages(anna);
        long first = discord.message(place, anna, "one");
        finished(place, 1);
        discord.message(place, anna, "two");
        finished(place, 2);
        discord.delete(first);

        await().atMost(PATIENCE).until(() -> history(direct(place)).size() == 2);
        assertThat(history(direct(place)))
                .extracting(Turn::text)
                .contains("two")
                .doesNotContain("one");
        assertThat(discord.ownMessages(place)).hasSize(2);
    }

    @Test
    void answersAMessageFromItsMenu() throws InterruptedException {
        go(world.bot(12));
        awaitCommands();
        var ben = discord.user(1_000_060, "ben");
        discord.join(guild, ben);
        long said = discord.message(channel, ben, "What is a monad?");
        discord.messageCommand(channel, anna, "Ask Parley", said);

        finished(channel, 1);
        assertThat(world.database()
                        .personalData()
                        .stored(new Author("discord", "1000060", "ben").person())
                        .quotations())
                .extracting(Quotation::text)
                .contains("What is a monad?");
    }

    @Test
    void goesOnFromAnOlderReplyByItsMenu() throws InterruptedException {
        go(world.bot(12));
        awaitCommands();
        FakeChannel place = discord.directMessages(anna);
        discord.message(place, anna, "one");
        var first = finished(place, 1);
        discord.message(place, anna, "two");
        finished(place, 2);
        discord.messageCommand(place, anna, "Continue from here", first.id());
        await().atMost(PATIENCE)
                .until(() -> discord.messages(place).stream()
                        .anyMatch(each -> each.content().contains("goes on from that message")));
        discord.message(place, anna, "three");
        await().atMost(PATIENCE)
                .until(() ->
                        history(direct(place)).stream().map(Turn::text).toList().contains("three"));

        assertThat(history(direct(place)))
                .extracting(Turn::text)
                .contains("one", "three")
                .doesNotContain("two");
        finished(place, 4);
    }

    @Test
    void keepsAVoteWithTheReplyThatItIsFor() throws InterruptedException {
        go(world.bot(12));
        discord.mention(channel, anna, "Hello");
        var reply = finished(channel, 1);
        discord.button(reply.id(), "parley:good", anna);
        discord.button(reply.id(), "parley:bad", anna);

        await().atMost(PATIENCE)
                .until(() -> world.database().feedback().of(turnShownBy(reply)).stream()
                        .map(FeedbackEntry::vote)
                        .toList()
                        .contains(Vote.DOWN));
        var entry = world.database().feedback().of(turnShownBy(reply)).getFirst();
        assertThat(entry.persona()).isEqualTo("assistant");
        assertThat(entry.promptHash()).isNotEmpty();
    }

    @Test
    void answersAskForTheCallerAloneAndByAnotherPersona() throws InterruptedException {
        go(world.bot(12));
        awaitCommands();
        discord.slash(channel, anna, "ask", Map.of("question", "Is it raining?", "persona", "coder", "private", true));

        var reply = finished(channel, 1);
        assertThat(reply.ephemeral()).isTrue();
        var turn = world.database().conversations().turn(turnShownBy(reply)).orElseThrow();
        assertThat(turn.generation()).extracting("persona").isEqualTo("coder");
    }

    @Test
    void namesThePersonasThatThereAre() throws InterruptedException {
        go(world.bot(12));
        awaitCommands();
        discord.slash(channel, anna, "ask", Map.of("question", "Is it raining?", "persona", "poet"));

        await().atMost(PATIENCE)
                .until(() -> discord.messages(channel).stream()
                        .anyMatch(each -> each.content().contains("no persona “poet”")));
    }

    @Test
    void answersEveryCommandPrivately() throws InterruptedException {
        go(world.bot(12));
        awaitCommands();
        for (String command :
                new String[] {"new", "stop", "model", "status", "help", "export", "why", "persona show"}) {
            int before = discord.messages(channel).size();
            discord.slash(channel, anna, command, Map.of());
            await(command)
                    .atMost(PATIENCE)
                    .until(() -> discord.messages(channel).stream()
                            .skip(before)
                            .anyMatch(each -> !each.content().isEmpty()));
        }
        assertThat(discord.ownMessages(channel)).allMatch(SentMessage::ephemeral);
    }

    @Test
    void explainsTheReplyWhoseMenuItIsToWhoeverAsks() throws InterruptedException {
        go(world.bot(12));
        awaitCommands();
        FakeChannel place = discord.directMessages(anna);
        discord.message(place, anna, "one");
        var reply = finished(place, 1);
        discord.messageCommand(place, anna, "Why this answer?", reply.id());

        await().atMost(PATIENCE)
                .until(() -> discord.messages(place).stream()
                        .anyMatch(each -> each.ephemeral() && each.content().contains("assistant answered")));
    }

    @Test
    void givesAdminsMoreStatusThanOthers() throws InterruptedException {
        go(world.bot(12), settings(discord.token(), Map.of("discord.admins", Long.toString(anna.id()))));
        awaitCommands();
        world.refusals().add(new Author("discord", "5", "x").person(), "1/2", "a bot that is not listed");
        var ben = discord.user(1_000_070, "ben");
        discord.join(guild, ben);
        discord.slash(channel, ben, "status", Map.of());
        await().atMost(PATIENCE)
                .until(() -> discord.messages(channel).size() == 1
                        && !discord.messages(channel).getFirst().content().isEmpty());
        discord.slash(channel, anna, "status", Map.of());
        await().atMost(PATIENCE)
                .until(() -> discord.messages(channel).size() == 2
                        && !discord.messages(channel).getLast().content().isEmpty());

        assertThat(discord.messages(channel).getFirst().content()).doesNotContain("not listed");
        assertThat(discord.messages(channel).getLast().content()).contains("not listed");
    }

    @Test
    void saysUnderTheReplyHowItWasMadeWhereThatIsAskedFor() throws InterruptedException {
        go(world.bot(12), settings(discord.token(), Map.of("discord.footer", "timings")));
        discord.mention(channel, anna, "Hello");

        assertThat(finished(channel, 1).content()).containsPattern("-# .*assistant · tiny · \\d+\\.\\d tokens/s");
    }

    @Test
    void showsNoLinkPreviewsInAnswersToCommands() throws InterruptedException {
        go(world.bot(12));
        awaitCommands();
        discord.slash(channel, anna, "ask", Map.of("question", "Is it raining?"));

        assertThat(finished(channel, 1).flags() & 4).isEqualTo(4);
    }
}
