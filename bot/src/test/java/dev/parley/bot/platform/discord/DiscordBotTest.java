package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.Draft;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Turn;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bot through the real JDA against a strict Discord on the loopback, with a real engine and database. */
final class DiscordBotTest extends DiscordTest {
    @Test
    void answersAMentionInAReplyToIt() throws InterruptedException {
        go(world.bot(12));
        long asked = discord.mention(channel, anna, "Hello there");

        var reply = finished(channel, 1);
        assertThat(reply.reference()).isEqualTo(asked);
        var turns = history(question(asked));
        assertThat(turns).extracting(Turn::text).startsWith("Hello there").hasSize(2);
        assertThat(turns.getFirst().author().name()).isEqualTo("anna");
        assertThat(reply.content()).startsWith(turns.getLast().text().strip().substring(0, 5));
    }

    @Test
    void leavesAloneWhatIsForSomebodyElse() throws InterruptedException {
        go(world.bot(12));
        var other = discord.otherBot(1_000_011, "other");
        discord.join(guild, other);
        discord.message(channel, anna, "Lunch?");
        discord.mention(channel, other, "I am a bot");
        long asked = discord.mention(channel, anna, "Hello");

        finished(channel, 1);
        assertThat(discord.ownMessages(channel))
                .singleElement()
                .extracting(SentMessage::reference)
                .isEqualTo(asked);
    }

    @Test
    void answersEveryDirectMessageInOneConversation() throws InterruptedException {
        go(world.bot(12));
        var direct = discord.directMessages(anna);
        discord.message(direct, anna, "one");
        finished(direct, 1);
        discord.message(direct, anna, "two");
        finished(direct, 2);

        assertThat(history(new ConversationKey("discord", "", Long.toString(direct.id()), "")))
                .extracting(Turn::text)
                .hasSize(4)
                .contains("one", "two");
    }

    @Test
    void goesOnWhereSomebodyRepliesToIt() throws InterruptedException {
        go(world.bot(12));
        long asked = discord.mention(channel, anna, "one");
        var first = finished(channel, 1);
        discord.message(channel, anna, Draft.of("two").replyingTo(first.id()));
        finished(channel, 2);

        assertThat(history(question(asked))).extracting(Turn::text).hasSize(4).contains("one", "two");
    }

    @Test
    void branchesOffWhereSomebodyRepliesToAnOlderMessage() throws InterruptedException {
        go(world.bot(12));
        long asked = discord.mention(channel, anna, "one");
        var first = finished(channel, 1);
        discord.message(channel, anna, Draft.of("two").replyingTo(first.id()));
        finished(channel, 2);
        discord.message(channel, anna, Draft.of("other two").replyingTo(first.id()));
        finished(channel, 3);

        assertThat(history(question(asked)))
                .extracting(Turn::text)
                .hasSize(4)
                .contains("one", "other two")
                .doesNotContain("two");
    }

    @Test
    void saysThatThereIsNothingToAnswer() throws InterruptedException {
        go(world.bot(12));
        discord.mention(channel, anna, " ");

        await().atMost(PATIENCE)
                .until(
                        () -> discord.ownMessages(channel).stream()
                                .map(SentMessage::content)
                                .toList(),
                        own -> own.size() == 1 && own.getFirst().contains("nothing to answer"));
    }

    @Test
    void pingsNobodyWhateverTheModelWrites() throws InterruptedException {
        go(world.bot(200));
        discord.mention(channel, anna, "Hello");

        var reply = finished(channel, 1);
        assertThat(reply.pings()).isEmpty();
        assertThat(reply.allowedMentions())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.path("parse").isArray()).isTrue());
        assertThat(reply.flags() & 4).as("no link previews").isEqualTo(4);
    }

    @Test
    void goesOnInFurtherMessagesWhenAReplyIsLong() throws InterruptedException {
        go(world.bot(1500));
        long asked = discord.mention(channel, anna, "Hello");

        await().atMost(PATIENCE)
                .until(() -> discord.ownMessages(channel).stream()
                        .anyMatch(each -> each.components().toString().contains("regenerate")));
        String stored = history(question(asked)).getLast().text();
        var own = discord.ownMessages(channel);
        assertThat(own).hasSizeGreaterThan(1);
        assertThat(own.subList(0, own.size() - 1))
                .allSatisfy(each -> assertThat(each.content()).doesNotContain("-# "));
        assertThat(own.getFirst().content()).startsWith(stored.strip().substring(0, 50));
    }

    /** There is no engine meanwhile, so that the reply waits for as long as the test likes. */
    @Test
    void stopsAReplyByItsButtonForWhoAskedOnly() throws InterruptedException {
        world.engineAway(true);
        try {
            go(world.bot(12));
            long asked = discord.mention(channel, anna, "Tell me a story");
            var running = await().atMost(PATIENCE)
                    .until(() -> discord.ownMessages(channel), own -> !own.isEmpty())
                    .getFirst();
            var ben = discord.user(1_000_012, "ben");
            discord.join(guild, ben);
            discord.button(running.id(), "parley:stop", ben);
            await().atMost(PATIENCE).until(() -> discord.interactionResponses().size() == 1);
            assertThat(discord.interactionResponses().getFirst().data().toString())
                    .contains("Only who asked");
            assertThat(world.database().inbox().unfinished()).hasSize(1);

            discord.button(running.id(), "parley:stop", anna);
            await().atMost(PATIENCE)
                    .until(() ->
                            discord.ownMessages(channel).getFirst().content().equals("Stopped before the first word."));
            // What Ben was told is for him alone.
            assertThat(discord.ownMessages(channel))
                    .extracting(SentMessage::ephemeral)
                    .containsExactly(false, true);
            assertThat(history(question(asked))).isEmpty();
            await().atMost(PATIENCE)
                    .until(() -> world.database().inbox().unfinished().isEmpty());
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void setsThePersonaByASlashCommandForTheCallerOnly() throws InterruptedException {
        go(world.bot(12));
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
        discord.slash(channel, anna, "persona set", Map.of("name", "coder", "scope", "me"));

        var answer = await().atMost(PATIENCE)
                .until(
                        () -> discord.messages(channel),
                        all -> all.stream().anyMatch(each -> each.content().contains("coder is set")))
                .getLast();
        assertThat(answer.ephemeral()).isTrue();
        assertThat(answer.content()).contains("for you", "coder answers you here");
    }

    @Test
    void keepsTheChannelsPersonaForThoseWhoManageIt() throws InterruptedException {
        go(world.bot(12));
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
        discord.slash(channel, anna, "persona set", Map.of("name", "coder", "scope", "channel"));

        await().atMost(PATIENCE)
                .until(() -> discord.messages(channel).stream()
                        .anyMatch(each -> each.content().contains("permission to manage this channel")));
    }

    @Test
    void completesThePersona() throws InterruptedException {
        go(world.bot(12));
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
        discord.autocomplete(channel, anna, "persona set", Map.of("name", "cod"), "name");

        await().atMost(PATIENCE).until(() -> !discord.interactionResponses().isEmpty());
        assertThat(discord.interactionResponses().getFirst().data().toString())
                .contains("\"coder\"")
                .doesNotContain("writer");
    }

    @Test
    void answersAskThroughTheInteraction() throws InterruptedException {
        go(world.bot(12));
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
        discord.slash(channel, anna, "ask", Map.of("question", "Is it raining?"));

        var reply = finished(channel, 1);
        assertThat(reply.ephemeral()).isFalse();
        assertThat(discord.requests()).noneMatch(each -> each.path().matches(".*/channels/\\d+/messages.*"));
    }

    @Test
    void regeneratesByTheButton() throws InterruptedException {
        go(world.bot(12));
        long asked = discord.mention(channel, anna, "Hello");
        var first = finished(channel, 1);
        var before = history(question(asked)).getLast().id();
        discord.button(first.id(), "parley:regenerate", anna);

        finished(channel, 2);
        assertThat(history(question(asked))).hasSize(2);
        assertThat(history(question(asked)).getLast().id()).isNotEqualTo(before);
    }

    @Test
    void answersAMessageThatComesTwiceOnce() throws InterruptedException {
        go(world.bot(12));
        discord.faults().sendTwice(true);
        discord.mention(channel, anna, "Hello");
        finished(channel, 1);
        discord.faults().sendTwice(false);
        discord.mention(channel, anna, "Again");
        finished(channel, 2);

        assertThat(discord.ownMessages(channel)).hasSize(2);
    }

    @Test
    void goesOnInTheSameMessageAfterARestart() throws InterruptedException {
        go(world.bot(1900));
        long asked = discord.mention(channel, anna, "Tell me a story");
        await().atMost(PATIENCE).until(() -> discord.ownMessages(channel).size() == 1);
        bot.close();
        int early = history(question(asked)).size();
        go(world.bot(1900));

        await().atMost(PATIENCE).until(() -> history(question(asked)).size() == 2);
        await().atMost(PATIENCE)
                .until(() -> discord.ownMessages(channel).stream()
                        .anyMatch(each -> each.components().toString().contains("regenerate")));
        assertThat(early).as("turns when it was stopped").isZero();
        assertThat(discord.ownMessages(channel).stream().filter(each -> each.reference() == asked))
                .hasSize(1);
    }

    @Test
    void hearsWhatWasSaidWhileTheGatewayWasGone() throws InterruptedException {
        go(world.bot(12));
        discord.faults().gatewayOpen(false);
        discord.faults().dropConnections();
        discord.mention(channel, anna, "Are you there?");
        discord.faults().gatewayOpen(true);

        finished(channel, 1);
    }

    @Test
    void saysHowToMendAWrongToken() {
        assertThatThrownBy(() -> go(world.bot(12), "wrong"))
                .isInstanceOf(DiscordException.class)
                .hasMessageContaining("DISCORD_TOKEN");
    }

    @Test
    void invitesWithThePermissionsThatItNeeds() throws InterruptedException {
        go(world.bot(12));

        assertThat(bot.inviteUrl())
                .contains("permissions=" + (1L << 10 | 1L << 11 | 1L << 15 | 1L << 16 | 1L << 35 | 1L << 38));
    }
}
