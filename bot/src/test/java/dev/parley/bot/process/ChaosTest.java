package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Database;
import dev.parley.persistence.Incoming;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment, of Parley or of its engine, while people on both platforms write. */
final class ChaosTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration READY_AGAIN = Duration.ofSeconds(10);
    private static final int CHANNELS = 6;
    /** Milliseconds: some kills meet a message that was just sent, some a reply that is nearly done. */
    private static final int LONGEST_RESPITE = 1200;

    private final Random random = new Random(20261126);
    private final List<Long> askedOnDiscord = new ArrayList<>();
    private final List<String> askedOnSlack = new ArrayList<>();
    private final List<Duration> starts = new ArrayList<>();

    @TempDir
    private Path folder;

    private FakeDiscord discord;
    private List<FakeChannel> channels;
    private FakeUser anna;
    private FakeSlack slack;
    private dev.parley.bot.platform.slack.fake.FakeChannel general;
    private dev.parley.bot.platform.slack.fake.FakeUser ada;
    private Health health;
    private Program parley;

    @BeforeEach
    void start() throws IOException {
        discord = FakeDiscord.start();
        var guild = discord.guild(1_000_001, "Team");
        channels = IntStream.range(0, CHANNELS)
                .mapToObj(each -> discord.channel(guild, 1_000_100 + each, "channel-" + each))
                .toList();
        anna = discord.user(1_000_010, "anna");
        discord.join(guild, anna);
        slack = FakeSlack.start(Pace.real().withAck(Duration.ofMinutes(1)).withTrigger(Duration.ofMinutes(1)));
        Set.of("channels:read", "groups:read", "im:read", "mpim:read", "im:write")
                .forEach(slack::grant);
        general = slack.channel("general");
        ada = slack.user("Ada");
        health = new Health(Ports.free());
        parley = Program.on(folder)
                .talkative()
                .with("PARLEY_ENGINE_PARALLEL", "4")
                .with("PARLEY_ENGINE_CONTEXT", "1024")
                .with("PARLEY_CHAT_MAX_TOKENS", "120")
                .with("PARLEY_LIMITS_MESSAGES_A_MINUTE", "0")
                .with("PARLEY_OPERATE_PORT", String.valueOf(health.port()))
                .with("DISCORD_TOKEN", discord.token())
                .with("DISCORD_API_URL", discord.apiUrl())
                .with("DISCORD_GATEWAY_URL", discord.gatewayUrl())
                .with("SLACK_BOT_TOKEN", slack.botToken())
                .with("SLACK_APP_TOKEN", slack.appToken())
                .with("SLACK_API_URL", slack.apiUrl());
    }

    @AfterEach
    void stop() {
        discord.close();
        slack.close();
    }

    @Test
    @Timeout(280)
    void tenKillsLoseNothingAndRepeatNothing() {
        survives(10);
    }

    @Test
    @Tag("slow")
    @Timeout(1800)
    void norDoTwoHundred() {
        survives(200);
    }

    private void survives(int kills) {
        Run run = started();
        try {
            for (int kill = 0; kill < kills; kill++) {
                ask();
                pass(random.nextInt(LONGEST_RESPITE));
                ProcessHandle engine = run.engine();
                if (random.nextInt(3) == 0) {
                    long begin = System.nanoTime();
                    engine.destroyForcibly();
                    await("another engine").atMost(PATIENCE).until(() -> !engine.isAlive());
                    ready(run, begin);
                } else {
                    run.kill();
                    run.end();
                    await("the engine leaves with its Parley").atMost(PATIENCE).until(() -> !engine.isAlive());
                    run = started();
                }
            }
            ask();
            settled(run);
            run.terminate();
            assertThat(run.end().err()).doesNotContain("Exception");
        } finally {
            run.close();
        }

        everyAcceptedMessageIsAnsweredOnce();
        assertThat(left()).as("processes that were left behind").isEmpty();
        assertThat(discord.violations()).isEmpty();
        assertThat(slack.violations()).isEmpty();
        // The first start has nothing to take up: what it takes is the model, and this machine on this day.
        Duration first = starts.getFirst();
        assertThat(starts).allSatisfy(each -> assertThat(each).isLessThan(READY_AGAIN.plus(first)));
    }

    private Run started() {
        long begin = System.nanoTime();
        Run run = parley.start("run");
        ready(run, begin);
        return run;
    }

    private void ready(Run run, long begin) {
        await("ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(health.ready()).as(run.err()).startsWith("200"));
        starts.add(Duration.ofNanos(System.nanoTime() - begin));
    }

    private void ask() {
        for (int i = 0; i < 2; i++) {
            FakeChannel channel = channels.get(askedOnDiscord.size() % CHANNELS);
            askedOnDiscord.add(discord.mention(channel, anna, "Question " + askedOnDiscord.size()));
        }
        askedOnSlack.add(slack.mentions(ada, general, "Question " + askedOnSlack.size()));
    }

    /** A moment that nothing announces. */
    private static void pass(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= end);
    }

    /** Waits until the last question is answered and nothing runs or waits any more. */
    private void settled(Run run) {
        await("the last answers")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(replies(askedOnDiscord.getLast()))
                        .as(run.err())
                        .isEqualTo(1));
        await("nothing is left to do")
                .atMost(PATIENCE)
                .until(() -> health.metric("parley_replies_running") == 0
                        && health.metric("parley_replies_waiting") == 0
                        && channels.stream()
                                .flatMap(each -> discord.ownMessages(each).stream())
                                .noneMatch(each -> each.components().toString().contains("stop")));
    }

    private void everyAcceptedMessageIsAnsweredOnce() {
        try (Database database = Database.open(parley.home().resolve("data/parley.mv.db"))) {
            assertThat(database.inbox().unfinished()).as("owed").isEmpty();
            int accepted = 0;
            for (long asked : askedOnDiscord) {
                boolean known = isKnown(database, "discord", String.valueOf(asked));
                accepted += known ? 1 : 0;
                assertThat(replies(asked)).as("replies to %s", asked).isEqualTo(known ? 1 : 0);
            }
            for (String asked : askedOnSlack) {
                boolean known = isKnown(database, "slack", general.id() + ":" + asked);
                accepted += known ? 1 : 0;
                assertThat(slack.thread(general, asked).stream()
                                .filter(StoredMessage::isFromBot)
                                .count())
                        .as("replies to %s", asked)
                        .isEqualTo(known ? 1 : 0);
            }
            assertThat(accepted)
                    .as("accepted of %s", askedOnDiscord.size() + askedOnSlack.size())
                    .isGreaterThan((askedOnDiscord.size() + askedOnSlack.size()) / 2);
        }
    }

    /** The same id is the same message: what is known is not accepted again. */
    private static boolean isKnown(Database database, String platform, String externalId) {
        return database.inbox()
                .accept(new Incoming(
                        new ConversationKey(platform, "none", "none", ""),
                        new Author(platform, "none", "none"),
                        externalId,
                        "",
                        Instant.EPOCH,
                        null,
                        null))
                .isEmpty();
    }

    private long replies(long asked) {
        return channels.stream()
                .flatMap(each -> discord.ownMessages(each).stream())
                .filter(each -> each.reference() == asked)
                .count();
    }

    private List<String> left() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(each -> each.info().commandLine().orElse(""))
                    .filter(each -> each.contains(folder.toString()))
                    .toList();
        }
    }
}
