package dev.parley.bot.platform.discord.fake;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.utils.Compression;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of the fake gateway as JDA sees them. */
final class FakeGatewayTest {
    private final FakeDiscord discord = FakeDiscord.start();
    private final FakeGuild guild = discord.guild(100, "Test server");
    private final FakeChannel channel = discord.channel(guild, 101, "general");
    private final FakeUser ada = discord.user(201, "ada");
    private final JdaClient client = new JdaClient(discord);

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
    void becomesReadyWithItsServerAndChannels() {
        client.connect();

        assertThat(client.jda().getGuildById(100).getTextChannelById(101).getName())
                .isEqualTo("general");
        assertThat(client.jda()
                        .getGuildById(100)
                        .getSelfMember()
                        .getPermissions(client.jda().getTextChannelById(101)))
                .containsExactlyInAnyOrderElementsOf(FakeDiscord.USUAL);
        assertThat(discord.violations()).isEmpty();
    }

    @Test
    void speaksPlainJsonToo() {
        client.connect(client.builder(discord.token()).setCompression(Compression.NONE));

        assertThat(client.jda().getGuilds()).hasSize(1);
    }

    @Test
    void contentIsWithheldWithoutTheIntent() {
        client.connect();
        discord.message(channel, ada, "not for you");
        discord.message(discord.directMessages(ada), ada, "for you");

        await().until(() -> client.all(MessageReceivedEvent.class).size() == 2);
        assertThat(client.all(MessageReceivedEvent.class))
                .extracting(event -> event.getMessage().getContentRaw())
                .containsExactlyInAnyOrder("", "for you");
    }

    @Test
    void contentComesWithTheIntent() {
        client.connect(client.builder(discord.token()).enableIntents(GatewayIntent.MESSAGE_CONTENT));
        discord.message(channel, ada, "for all");

        assertThat(client.hear(MessageReceivedEvent.class).getMessage().getContentRaw())
                .isEqualTo("for all");
    }

    @Test
    void anIntentThatIsNotEnabledEndsTheSession() {
        discord.faults().withholdContent();
        client.begin(client.builder(discord.token()).enableIntents(GatewayIntent.MESSAGE_CONTENT));

        await().atMost(60, SECONDS).until(() -> client.jda().getStatus() == JDA.Status.SHUTDOWN);
        assertThat(client.hear(ShutdownEvent.class).getCode()).isEqualTo(4014);
    }

    @Test
    void aWrongTokenEndsTheSession() {
        assertThatThrownBy(() -> client.builder("wrong").build()).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void aDroppedGatewayResumesAndReplaysWhatWasMissed() {
        client.connect();
        discord.faults().gatewayOpen(false);
        discord.faults().dropConnections();
        await().until(() -> discord.connected() == 0);
        long missed = discord.mention(channel, ada, "while you were away");
        discord.faults().gatewayOpen(true);

        await().atMost(60, SECONDS)
                .until(() -> client.all(MessageReceivedEvent.class).stream()
                        .anyMatch(event -> event.getMessageIdLong() == missed));
        assertThat(discord.resumed()).isOne();
        assertThat(discord.identified()).isOne();
    }

    @Test
    void aRefusedResumeBeginsANewSession() {
        client.connect();
        discord.faults().refuseResume();
        discord.faults().dropConnections();

        await().atMost(60, SECONDS).until(() -> discord.identified() == 2);
    }

    @Test
    void aZombieConnectionIsLeftAndResumed() {
        discord.faults().heartbeat(Duration.ofMillis(200));
        client.connect();
        discord.faults().stopAcking();
        await().atMost(60, SECONDS).until(() -> discord.resumed() > 0);
        discord.faults().resumeAcking();

        await().atMost(60, SECONDS).until(() -> client.jda().getStatus() == JDA.Status.CONNECTED);
        assertThat(discord.identified()).isOne();
    }

    @Test
    void eventsComeTwiceAndTheLastOneFirst() {
        client.connect();
        discord.faults().sendTwice(true);
        discord.faults().hold();
        long first = discord.mention(channel, ada, "one");
        long second = discord.mention(channel, ada, "two");
        discord.faults().releaseReversed();

        await().until(() -> client.all(MessageReceivedEvent.class).size() == 4);
        assertThat(client.all(MessageReceivedEvent.class))
                .extracting(MessageReceivedEvent::getMessageIdLong)
                .containsExactly(second, second, first, first);
    }
}
