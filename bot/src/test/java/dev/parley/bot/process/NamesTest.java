package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No name server answers when Parley starts, as after a power cut that hit the router too. */
@Tag("slow")
@Timeout(600)
final class NamesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void waitsForNamesAndGoesOnByItself() throws IOException {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "");
        Health health = new Health(Ports.free());
        try (FakeDiscord discord = FakeDiscord.start();
                FakeSlack slack = FakeSlack.start(
                        Pace.real().withAck(Duration.ofMinutes(1)).withTrigger(Duration.ofMinutes(1)))) {
            Set.of("channels:read", "groups:read", "im:read", "mpim:read", "im:write")
                    .forEach(slack::grant);
            var guild = discord.guild(1_000_001, "Team");
            var channel = discord.channel(guild, 1_000_002, "general");
            var anna = discord.user(1_000_010, "anna");
            discord.join(guild, anna);
            var ada = slack.user("Ada");
            Program parley = Program.on(folder)
                    .talkative()
                    .with("PARLEY_CHAT_MAX_TOKENS", "20")
                    .with("PARLEY_ENGINE_CONTEXT", "1024")
                    .with("PARLEY_OPERATE_PORT", String.valueOf(health.port()))
                    // Only the names in this file are known, and it is read at each question.
                    .with("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts + " -Dsun.net.inetaddr.ttl=0")
                    .with("DISCORD_TOKEN", discord.token())
                    .with("DISCORD_API_URL", byName(discord.apiUrl()))
                    .with("DISCORD_GATEWAY_URL", byName(discord.gatewayUrl()))
                    .with("SLACK_BOT_TOKEN", slack.botToken())
                    .with("SLACK_APP_TOKEN", slack.appToken())
                    .with("SLACK_API_URL", byName(slack.apiUrl()));
            try (Run run = parley.start("run")) {
                // Long enough for both to have tried, and tried again.
                await("it waits")
                        .during(Duration.ofSeconds(20))
                        .atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(health.ready()).as(run.err()).startsWith("503"));
                Files.writeString(hosts, "127.0.0.1 localhost\n");
                awaitReadiness(run, health, "200");

                long asked = discord.mention(channel, anna, "Are you there?");
                slack.says(ada, slack.direct(ada), "Are you there?");
                await("both answers")
                        .atMost(PATIENCE)
                        .until(() -> discord.ownMessages(channel).stream().anyMatch(each -> each.reference() == asked)
                                && slack.messages(slack.direct(ada)).stream().anyMatch(StoredMessage::isFromBot));
                run.terminate();
                assertThat(run.end().exitCode()).isZero();
            }
        }
    }

    private static String byName(String address) {
        return address.replace("127.0.0.1", "localhost");
    }

    private static void awaitReadiness(Run run, Health health, String status) {
        await(status)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(health.ready()).as(run.err()).startsWith(status));
    }
}
