package dev.parley.bot.platform.discord.fake;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.MessageUpdateEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.utils.FileUpload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages, threads and files of the fake Discord as JDA sees them. */
final class FakeDiscordTest {
    private final FakeDiscord discord = FakeDiscord.start();
    private final FakeGuild guild = discord.guild(100, "Test server");
    private final FakeChannel channel = discord.channel(guild, 101, "general");
    private final FakeUser ada = discord.user(201, "ada");
    private final JdaClient client = new JdaClient(discord);
    private final PlainClient http = new PlainClient(discord);

    @BeforeEach
    void join() {
        discord.join(guild, ada);
    }

    @AfterEach
    void stop() {
        client.close();
        discord.close();
    }

    @Test
    void aMentionIsHeardAndAnsweredByAReplyThatIsEdited() {
        client.connect();
        long question = discord.mention(channel, ada, "what is six times seven?");

        var event = client.hear(MessageReceivedEvent.class);
        assertThat(event.getMessageIdLong()).isEqualTo(question);
        assertThat(event.getMessage().getContentRaw()).endsWith("what is six times seven?");
        assertThat(event.getMessage().getMentions().isMentioned(client.jda().getSelfUser()))
                .isTrue();

        var reply = event.getMessage()
                .reply("4")
                .setAllowedMentions(List.of())
                .mentionRepliedUser(false)
                .setSuppressEmbeds(true)
                .setComponents(ActionRow.of(Button.secondary("stop", "Stop")))
                .complete();
        reply.editMessage("42 @everyone " + ada.mention())
                .setAllowedMentions(List.of())
                .mentionRepliedUser(false)
                .complete();

        var sent = discord.ownMessages(channel).getFirst();
        assertThat(sent.content()).startsWith("42");
        assertThat(sent.reference()).isEqualTo(question);
        assertThat(sent.edits()).hasSize(1);
        assertThat(sent.flags()).isEqualTo(Flags.SUPPRESS_EMBEDS);
        assertThat(sent.pings()).isEmpty();
        assertThat(sent.nonce()).isNotEmpty();
        assertThat(discord.violations()).isEmpty();
    }

    @Test
    void anEditThatSaysNothingOfMentionsPings() {
        client.connect();
        var message = client.jda()
                .getTextChannelById(101)
                .sendMessage("quiet")
                .setAllowedMentions(List.of())
                .complete();
        message.editMessage("loud " + ada.mention()).complete();

        assertThat(discord.ownMessages(channel).getFirst().pings()).containsExactly("201");
    }

    @Test
    void editsAndDeletesOfPeopleAreHeard() {
        client.connect();
        long message = discord.mention(channel, ada, "first");
        discord.edit(message, discord.botUser().mention() + " second");
        discord.delete(message);

        assertThat(client.hear(MessageUpdateEvent.class).getMessage().getContentRaw())
                .endsWith("second");
        assertThat(client.hear(MessageDeleteEvent.class).getMessageIdLong()).isEqualTo(message);
    }

    @Test
    void aThreadIsOpenedOnAMessageAndWrittenIn() {
        client.connect();
        discord.mention(channel, ada, "a long story");
        var thread = client.hear(MessageReceivedEvent.class)
                .getMessage()
                .createThreadChannel("story")
                .complete();
        thread.sendMessage("once upon a time").complete();

        var opened = discord.threads(channel).getFirst();
        assertThat(opened.name()).isEqualTo("story");
        assertThat(discord.ownMessages(opened)).hasSize(1);
        assertThat(discord.violations()).isEmpty();
    }

    @Test
    void filesGoOutAndComeIn() throws Exception {
        client.connect();
        discord.message(
                channel,
                ada,
                Draft.of(discord.botUser().mention()).with(new Upload("a.txt", "text/plain", new byte[] {1, 2, 3})));
        var attachment = client.hear(MessageReceivedEvent.class)
                .getMessage()
                .getAttachments()
                .getFirst();
        try (var stream = attachment.getProxy().download().get()) {
            assertThat(stream.readAllBytes()).containsExactly(1, 2, 3);
        }
        client.jda()
                .getTextChannelById(101)
                .sendFiles(FileUpload.fromData(new byte[] {7}, "b.bin"))
                .complete();

        assertThat(discord.ownMessages(channel).getFirst().attachments().findValuesAsText("filename"))
                .containsExactly("b.bin");
        assertThat(discord.violations()).isEmpty();
    }

    @Test
    void jdaKeepsToTheLimits() {
        discord.faults().messageLimit(5, Duration.ofMillis(500));
        client.connect();
        for (int i = 0; i < 12; i++) {
            client.jda().getTextChannelById(101).sendMessage("message " + i).queue();
        }

        await().atMost(60, SECONDS).until(() -> discord.ownMessages(channel).size() == 12);
        assertThat(discord.rateLimited()).isZero();
    }

    @Test
    void anUnknownMessageReachesTheBotAsItsOwnError() {
        client.connect();
        var message =
                client.jda().getTextChannelById(101).sendMessage("gone soon").complete();
        discord.delete(message.getIdLong());

        assertThatThrownBy(() -> message.editMessage("too late").complete())
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        refused -> assertThat(refused.getErrorResponse()).isEqualTo(ErrorResponse.UNKNOWN_MESSAGE));
    }

    @Test
    void aRevokedPermissionIsKnownToTheBot() throws Exception {
        client.connect();
        discord.faults().revoke(channel, Permission.MESSAGE_SEND);

        await().until(() -> !client.jda().getTextChannelById(101).canTalk());
        assertThat(http.post(101, "{\"content\":\"hi\"}")).contains("50013");
    }

    @Test
    void theHistoryComesNewestFirst() {
        client.connect(client.builder(discord.token()).enableIntents(GatewayIntent.MESSAGE_CONTENT));
        for (String text : List.of("one", "two", "three")) {
            discord.message(channel, ada, text);
        }

        assertThat(client.jda()
                        .getTextChannelById(101)
                        .getHistory()
                        .retrievePast(2)
                        .complete())
                .extracting(Message::getContentRaw)
                .containsExactly("three", "two");
    }
}
