package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.SentMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.Test;

/** A reply that is longer than what is shown in messages. */
final class LongReplyTest extends DiscordTest {
    private static final int LONGEST = 300;
    private static final Duration SOME_TIME = Duration.ofSeconds(60);

    private void goWithShortMessages() throws InterruptedException {
        go(world.bot(300), settings(discord.token(), Map.of("discord.longest-reply", Integer.toString(LONGEST))));
    }

    private SentMessage ended() {
        return await().atMost(SOME_TIME)
                .until(
                        () -> discord.ownMessages(channel),
                        own -> !own.isEmpty()
                                && own.getLast().components().toString().contains("regenerate")
                                && own.getLast().content().contains("beginning"))
                .getLast();
    }

    @Test
    void comesWholeAsAFile() throws InterruptedException, IOException {
        goWithShortMessages();
        long asked = discord.mention(channel, anna, "Tell me a long story");

        SentMessage last = await().atMost(SOME_TIME)
                .until(this::ended, each -> each.attachments().size() == 1);
        var file = last.attachments().get(0);
        assertThat(file.path("filename").asText()).isEqualTo("reply.md");
        assertThat(last.content().length()).isLessThan(LONGEST + 200);
        assertThat(download(file.path("url").asText()))
                .isEqualTo(history(question(asked)).getLast().text());
    }

    private static String download(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void saysSoWhereNoFileMayBeAttached() throws InterruptedException {
        discord.faults().revoke(channel, Permission.MESSAGE_ATTACH_FILES);
        goWithShortMessages();
        discord.mention(channel, anna, "Tell me a long story");

        SentMessage last = await().atMost(SOME_TIME)
                .until(this::ended, each -> each.content().contains("may not attach files"));
        assertThat(last.attachments()).isEmpty();
    }
}
