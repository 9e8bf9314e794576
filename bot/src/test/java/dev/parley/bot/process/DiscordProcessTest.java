package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeGuild;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.persistence.Database;
import dev.parley.persistence.InboxEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley run} as a process on a Discord on the loopback: how it stops, dies, and keeps its secrets. */
class DiscordProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TO_LEAVE = Duration.ofSeconds(10);
    private static final int REPLIES = 20;
    private static final int CHANNELS = 4;

    @TempDir
    private Path folder;

    private FakeDiscord discord;
    private FakeGuild guild;
    private List<FakeChannel> channels;
    private FakeChannel channel;
    private FakeUser anna;
    private Program parley;

    @BeforeEach
    void start() {
        discord = FakeDiscord.start();
        guild = discord.guild(1_000_001, "Team");
        channels = IntStream.range(0, CHANNELS)
                .mapToObj(each -> discord.channel(guild, 1_000_002 + each, "channel-" + each))
                .toList();
        channel = channels.getFirst();
        anna = discord.user(1_000_010, "anna");
        discord.join(guild, anna);
        parley = Program.on(folder)
                .talkative()
                .with("PARLEY_ENGINE_PARALLEL", "4")
                .with("PARLEY_CHAT_MAX_TOKENS", "15000")
                .with(discord);
    }

    @AfterEach
    void stop() {
        List<String> violations = discord.violations();
        int tooMany = discord.rateLimited();
        discord.close();
        assertThat(violations).isEmpty();
        assertThat(tooMany).as("answers of 429").isZero();
    }

    private Run run() {
        int before = discord.identified();
        Run run = parley.start("run");
        await("it is on Discord")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(discord.identified()).as(run.err()).isGreaterThan(before));
        return run;
    }

    private List<Long> ask(int questions) {
        List<Long> asked = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            asked.add(discord.mention(channels.get(i % CHANNELS), anna, "Tell me long story number " + i));
        }
        return asked;
    }

    /** The bot's messages in the channels. */
    private List<SentMessage> own() {
        return channels.stream()
                .flatMap(each -> discord.ownMessages(each).stream())
                .toList();
    }

    private long begun() {
        return own().stream().filter(each -> each.reference() != 0).count();
    }

    private void awaitEnds(List<Long> asked) {
        await().atMost(PATIENCE.multipliedBy(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> own().stream()
                                .filter(each -> each.components().toString().contains("regenerate"))
                                .count()
                        == asked.size());
        assertThat(own().stream().map(SentMessage::reference).filter(each -> each != 0))
                .containsExactlyInAnyOrderElementsOf(asked);
        assertThat(own()).allSatisfy(each -> {
            assertThat(each.content()).doesNotContain("Parley is leaving");
            assertThat(each.components().toString()).doesNotContain("stop");
        });
    }

    @Test
    void leavesInTimeAndGoesOnWithEveryReply() throws IOException {
        Health health = new Health(Ports.free());
        parley = parley.with("PARLEY_ENGINE_PARALLEL", String.valueOf(REPLIES))
                .with("PARLEY_OPERATE_PORT", String.valueOf(health.port()));
        List<Long> asked;
        try (Run run = run()) {
            asked = ask(REPLIES);
            await().atMost(PATIENCE).until(() -> begun() == REPLIES);
            assertThat(health.get("/metrics").body()).contains("parley_replies_running " + (double) REPLIES);
            long leaving = System.nanoTime();
            run.terminate();
            Run.Ended ended = run.end();

            assertThat(Duration.ofNanos(System.nanoTime() - leaving)).isLessThan(TO_LEAVE);
            assertThat(ended.err()).doesNotContain("Exception");
        }
        // Five edits and five posts in five seconds and a channel, of which the replies used some just before.
        assertThat(channels)
                .allSatisfy(each -> assertThat(discord.ownMessages(each))
                        .filteredOn(message -> message.content().contains("Parley is leaving"))
                        .as("marks")
                        .hasSizeGreaterThanOrEqualTo(3));

        keptWhatWasShown(asked);
        parley = parley.with("PARLEY_CHAT_MAX_TOKENS", "200");
        try (Run run = run()) {
            awaitEnds(asked);
            run.terminate();
            assertThat(run.end().err()).doesNotContain("Exception");
        }
    }

    private void keptWhatWasShown(List<Long> asked) {
        try (var database = Database.open(parley.home().resolve("data/parley.mv.db"))) {
            List<InboxEntry> unfinished = database.inbox().unfinished();
            assertThat(unfinished)
                    .extracting(each -> Long.valueOf(each.message().externalId()))
                    .containsExactlyElementsOf(asked);
            assertThat(unfinished).extracting(InboxEntry::attempts).containsOnly(0);
            for (InboxEntry each : unfinished) {
                String text = own().stream()
                        .filter(message -> each.message().externalId().equals(Long.toString(message.reference())))
                        .map(message -> message.content().split("\\n?-# |Parley is leaving", 2)[0])
                        .findFirst()
                        .orElseThrow();
                assertThat(each.partialText().strip()).startsWith(text.strip());
            }
        }
    }

    @Test
    void goesOnInTheSameMessagesAfterAKill() {
        List<Long> asked;
        // No reply fills its first message before the kill; the shorter one that comes after would not need a second.
        parley = parley.slow();
        try (Run run = run()) {
            asked = ask(3);
            await().atMost(PATIENCE)
                    .until(() -> begun() == 3
                            && own().stream().anyMatch(each -> each.content().length() > 100));
            ProcessHandle engine = run.engine();
            run.kill();
            run.end();
            await("the engine leaves").atMost(Duration.ofSeconds(10)).until(() -> !engine.isAlive());
        }
        List<Long> before = own().stream().map(SentMessage::id).toList();

        parley = parley.with("PARLEY_CHAT_MAX_TOKENS", "200");
        try (Run run = run()) {
            awaitEnds(asked);
            assertThat(own()).extracting(SentMessage::id).containsAll(before);
            run.terminate();
            run.end();
        }
    }

    @Test
    void saysHowToMendAWrongToken() {
        Run.Ended ended = parley.with("DISCORD_TOKEN", "wrong-token").run("run");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(10);
        assertThat(ended.err()).contains("Reset Token", "DISCORD_TOKEN").doesNotContain("Exception", "wrong-token");
    }

    @Test
    void saysHowToMendAnIntentThatIsNotEnabled() {
        discord.faults().denyIntents(1 << 9);
        Run.Ended ended = parley.run("run");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(10);
        assertThat(ended.err()).contains("Privileged Gateway Intents").doesNotContain("Exception");
    }

    @Test
    void keepsTextsAndTokensToItself() throws IOException {
        String addressed = "heliotrope-question";
        String overheard = "marmalade-gossip";
        parley = parley.with("PARLEY_CHAT_MAX_TOKENS", "20");
        try (Run run = run()) {
            discord.message(channel, anna, overheard);
            List<Long> asked = List.of(discord.mention(channel, anna, addressed));
            awaitEnds(asked);
            discord.faults().revoke(channel, Permission.VIEW_CHANNEL);
            discord.mention(channel, anna, addressed + " again");

            ProcessHandle engine = run.engine();
            assertThat(read(Path.of("/proc", String.valueOf(engine.pid()), "environ")))
                    .as("the engine's environment")
                    .doesNotContain(discord.token())
                    .doesNotContain("DISCORD");
            try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
                assertThat(all.map(each -> readIfThere(Path.of("/proc", String.valueOf(each.pid()), "cmdline"))))
                        .as("command lines")
                        .noneMatch(each -> each.contains(discord.token()) || each.contains(addressed));
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            discord.ownMessages(discord.directMessages(anna)).size() == 1);
            run.terminate();
            Run.Ended ended = run.end();
            assertThat(ended.out() + ended.err()).doesNotContain(addressed, overheard, discord.token());
        }

        try (Stream<Path> files = Files.walk(parley.home())) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).anyMatch(each -> each.toString().endsWith(".mv.db"));
            assertThat(all)
                    .allSatisfy(each -> assertThat(read(each))
                            .as("%s", each)
                            .doesNotContain(discord.token())
                            .doesNotContain(overheard));
            assertThat(all)
                    .filteredOn(each -> !each.toString().endsWith(".mv.db"))
                    .allSatisfy(each -> assertThat(read(each)).as("%s", each).doesNotContain(addressed));
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String readIfThere(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
