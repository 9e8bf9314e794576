package dev.parley.bot.platform.discord.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What plain requests are answered, without JDA. */
final class FakeRestTest {
    private final FakeDiscord discord = FakeDiscord.start();
    private final FakeGuild guild = discord.guild(100, "Test server");
    private final FakeChannel channel = discord.channel(guild, 101, "general");
    private final FakeUser ada = discord.user(201, "ada");
    private final PlainClient http = new PlainClient(discord);

    @BeforeEach
    void join() {
        discord.join(guild, ada);
    }

    @AfterEach
    void stop() {
        discord.close();
    }

    @Test
    void aMissingPermissionIsRefused() throws Exception {
        discord.channel(guild, 102, "silent", EnumSet.of(Permission.VIEW_CHANNEL));
        discord.channel(guild, 103, "hidden", EnumSet.noneOf(Permission.class));

        assertThat(http.post(102, "{\"content\":\"hi\"}")).contains("50013");
        assertThat(http.post(103, "{\"content\":\"hi\"}")).contains("50001");
    }

    @Test
    void wrongRequestsAreRefusedAsTheRealOneDoes() throws Exception {
        assertThat(http.send("GET", "/nowhere", "").statusCode()).isEqualTo(404);
        assertThat(http.send("GET", "/channels/999", "").body()).contains("10003");
        assertThat(http.send("GET", "/channels/101/messages/5", "").body()).contains("10008");
        assertThat(http.post(101, "{\"content\":\"\"}")).contains("50006");
        assertThat(http.post(101, "{\"content\":\"" + "x".repeat(2001) + "\"}")).contains("50035");
        assertThat(http.post(101, "no json")).contains("50109");
        long foreign = discord.message(channel, ada, "mine");
        assertThat(http.send("PATCH", "/channels/101/messages/" + foreign, "{\"content\":\"x\"}")
                        .body())
                .contains("50005");
    }

    @Test
    void theBotsServersComeInPages() throws Exception {
        discord.guild(90, "older");
        discord.foreignGuild(95, "not mine");

        assertThat(http.send("GET", "/users/@me/guilds?limit=1", "").body())
                .contains("older")
                .doesNotContain("Test");
        assertThat(http.send("GET", "/users/@me/guilds?after=90", "").body())
                .contains("Test server")
                .doesNotContain("older", "not mine");
        assertThat(http.send("GET", "/users/@me/guilds?limit=201", "").body()).contains("50035");
    }

    @Test
    void theSameNonceMakesOneMessage() throws Exception {
        var body = "{\"content\":\"once\",\"nonce\":\"7\",\"enforce_nonce\":true}";

        assertThat(http.post(101, body)).isEqualTo(http.post(101, body));
        assertThat(discord.messages(channel)).hasSize(1);
    }

    @Test
    void tooManyRequestsAreAnsweredBy429() throws Exception {
        HttpResponse<String> last = null;
        for (int i = 0; i < 6; i++) {
            last = http.send("POST", "/channels/101/messages", "{\"content\":\"" + i + "\"}");
        }

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After").orElseThrow()).matches("[1-5]");
        assertThat(last.headers().firstValue("Via")).isPresent();
        assertThat(last.headers().firstValue("X-RateLimit-Remaining")).contains("0");
        assertThat(last.body()).contains("retry_after").contains("\"global\":false");
        assertThat(discord.messages(channel)).hasSize(5);
        assertThat(discord.rateLimited()).isOne();
    }

    @Test
    void anOutageFailsEveryRequestAndEnds() throws Exception {
        discord.faults().failRest(Duration.ofMinutes(1), 503);
        assertThat(http.send("GET", "/users/@me", "").statusCode()).isEqualTo(503);

        discord.faults().failRest(Duration.ZERO, 503);
        assertThat(http.send("GET", "/users/@me", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aGlobalLimitHoldsEveryRouteBack() throws Exception {
        discord.faults().globalRateLimit(60_000);
        var answer = http.send("GET", "/users/@me", "");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("X-RateLimit-Global")).contains("true");
        assertThat(answer.body()).contains("\"global\":true");
    }

    @Test
    void aBodyThatDiscordDoesNotDescribeIsRemembered() throws Exception {
        assumeTrue(discord.validates(), "Discord's description is not here");

        assertThat(http.post(101, "{\"content\":7}")).contains("50035");
        assertThat(discord.violations()).singleElement().asString().contains("/content is no");
    }
}
