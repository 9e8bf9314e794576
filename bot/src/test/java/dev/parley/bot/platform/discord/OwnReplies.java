package dev.parley.bot.platform.discord;

import static org.awaitility.Awaitility.await;

import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Database;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.requests.RestConfig;
import okhttp3.OkHttpClient;

/** Replies whose texts come from a test, on their way through the real JDA to a Discord on the loopback. */
final class OwnReplies implements AutoCloseable {
    private static final Author ANNA = new Author("discord", "1", "anna");

    private final Replies replies;
    private final Openers openers;
    private final JDA jda;

    OwnReplies(FakeDiscord discord, DiscordSettings settings, Database database) {
        var pacers = new Pacers(() -> {});
        replies = new Replies(
                DiscordBot.PLATFORM,
                database,
                Words.english(),
                new Replies.Layout(() -> new MessageSplitter(DiscordText.TEXT_LIMIT), settings::longestReply, _ -> ""),
                _ -> {},
                Metrics.none());
        openers = new Openers(replies, new Messaging(new DiscordText(Words.english()), database.deliveries(), pacers));
        jda = JDABuilder.createLight(discord.token(), Set.of())
                .setRestConfig(new RestConfig().setBaseUrl(DiscordAddress.rest(settings)))
                .setSessionController(new DiscordAddress(settings, discord.token()))
                .setHttpClientBuilder(new OkHttpClient.Builder().addInterceptor(pacers))
                .build();
    }

    /** Waits until it is connected and knows a channel. */
    void awaitReady(FakeChannel channel) throws InterruptedException {
        jda.awaitReady();
        await().until(() -> jda.getChannelById(MessageChannel.class, channel.id()) != null);
    }

    /** A reply there. */
    Reply open(FakeChannel channel) {
        return openers.inChannel(jda.getChannelById(MessageChannel.class, channel.id()), null, ANNA)
                .open(UUID.randomUUID());
    }

    @Override
    public void close() {
        replies.close(Duration.ofSeconds(1));
        jda.shutdownNow();
    }
}
