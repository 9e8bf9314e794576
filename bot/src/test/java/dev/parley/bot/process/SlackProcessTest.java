package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley run} on Slack, as a process. */
final class SlackProcessTest {
    private static final Duration TO_LEAVE = Duration.ofSeconds(10);

    private FakeSlack slack;
    private FakeChannel general;
    private FakeUser ada;
    private Program parley;

    @BeforeEach
    void start(@TempDir Path folder) {
        slack = Platforms.slack();
        general = slack.channel("general");
        ada = slack.user("Ada");
        parley = Program.on(folder)
                .talkative()
                .with("PARLEY_CHAT_MAX_TOKENS", "4000")
                .with(slack);
    }

    @AfterEach
    void stop() {
        List<String> violations = slack.violations();
        List<String> live = slack.live();
        int tooMany = slack.refusals429();
        slack.close();
        assertThat(violations).isEmpty();
        assertThat(live).isEmpty();
        assertThat(tooMany).as("answers of 429").isZero();
    }

    private Run run() {
        Run run = parley.start("run");
        await("it is on Slack").untilAsserted(() -> assertThat(run.err()).contains("On Slack as"));
        return run;
    }

    private List<StoredMessage> own(String asked) {
        return slack.thread(general, asked).stream()
                .filter(StoredMessage::isFromBot)
                .toList();
    }

    private void awaitEnd(String asked) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> own(asked),
                        own -> own.size() == 1
                                && own.getFirst().blocks().toString().contains("parley:regenerate"));
    }

    @Test
    void goesOnAfterAKillInTheMiddleOfAStream() {
        String asked;
        String first;
        parley = parley.slow();
        try (Run run = run()) {
            asked = slack.mentions(ada, general, "Tell me a long story");
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> own(asked).stream()
                            .anyMatch(each -> each.streaming() == StoredMessage.Streaming.LIVE
                                    && each.text().length() > 100));
            first = own(asked).getLast().text().strip().substring(0, 50);
            ProcessHandle engine = run.engine();
            run.kill();
            run.end();
            await("the engine leaves").until(() -> !engine.isAlive());
        }
        parley = parley.with("PARLEY_CHAT_MAX_TOKENS", "200");
        try (Run run = run()) {
            awaitEnd(asked);
            assertThat(own(asked).getFirst().text().strip()).startsWith(first);
            run.terminate();
            assertThat(run.end().err()).doesNotContain("Exception");
        }
    }

    @Test
    void leavesBothPlatformsInTimeAndGoesOn() {
        try (FakeDiscord discord = FakeDiscord.start()) {
            var guild = discord.guild(1_000_001, "Team");
            var channel = discord.channel(guild, 1_000_002, "general");
            var anna = discord.user(1_000_010, "anna");
            discord.join(guild, anna);
            parley = parley.with(discord);
            String asked;
            try (Run run = run()) {
                await().untilAsserted(() -> assertThat(run.err()).contains("On Discord as"));
                asked = slack.mentions(ada, general, "Tell me a long story");
                discord.mention(channel, anna, "Tell me a long story");
                await().until(() ->
                        !own(asked).isEmpty() && !discord.ownMessages(channel).isEmpty());
                long leaving = System.nanoTime();
                run.terminate();
                Run.Ended ended = run.end();

                assertThat(Duration.ofNanos(System.nanoTime() - leaving)).isLessThan(TO_LEAVE);
                assertThat(ended.err()).doesNotContain("Exception");
            }
            parley = parley.with("PARLEY_CHAT_MAX_TOKENS", "100");
            try (Run run = run()) {
                awaitEnd(asked);
                await().until(() -> discord.ownMessages(channel)
                        .getFirst()
                        .components()
                        .toString()
                        .contains("regenerate"));
                run.terminate();
                run.end();
            }
        }
    }

    @Test
    void saysHowToMendAWrongToken() {
        Run.Ended ended = parley.with("SLACK_BOT_TOKEN", "xoxb-1-2-wrong").run("run");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(10);
        assertThat(ended.err())
                .contains("OAuth & Permissions", "SLACK_BOT_TOKEN")
                .doesNotContain("Exception", "xoxb-1-2-wrong");
    }

    @Test
    void saysHowToMendAnAppTokenThatIsNotAccepted() {
        Run.Ended ended = parley.with("SLACK_APP_TOKEN", "xapp-1-A1-2-wrong").run("run");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(10);
        assertThat(ended.err())
                .contains("connections:write", "SLACK_APP_TOKEN")
                .doesNotContain("Exception", "xapp-1-A1-2-wrong");
    }

    @Test
    void keepsTextsAndTokensToItself() throws IOException {
        String addressed = "heliotrope-question";
        String overheard = "marmalade-gossip";
        parley = parley.with("PARLEY_CHAT_MAX_TOKENS", "20");
        try (Run run = run()) {
            slack.says(ada, general, overheard);
            String asked = slack.mentions(ada, general, addressed);
            awaitEnd(asked);
            slack.command(ada, general, "/parley", "ask " + addressed + " again");
            await().until(() -> slack.messages(general).stream()
                    .anyMatch(each -> each.text().contains(addressed + " again")));
            try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
                assertThat(all.map(each -> read(Path.of("/proc", String.valueOf(each.pid()), "cmdline"))))
                        .noneMatch(each -> each.contains(slack.botToken()) || each.contains(addressed));
            }
            run.terminate();
            Run.Ended ended = run.end();
            assertThat(ended.out() + ended.err())
                    .doesNotContain(addressed, overheard, slack.botToken(), slack.appToken());
        }
        try (Stream<Path> files = Files.walk(parley.home())) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).anyMatch(each -> each.toString().endsWith(".mv.db"));
            assertThat(all)
                    .allSatisfy(each -> assertThat(read(each))
                            .as("%s", each)
                            .doesNotContain(slack.botToken(), slack.appToken(), overheard));
            assertThat(all)
                    .filteredOn(each -> !each.toString().endsWith(".mv.db"))
                    .allSatisfy(each -> assertThat(read(each)).as("%s", each).doesNotContain(addressed));
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            if (file.startsWith("/proc")) {
                // It has ended meanwhile.
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }
}
