package dev.parley.bot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both platforms and a terminal, ten conversations at once in one process: what it holds does not grow. */
final class SteadyTest {
    private static final int SLACK_PEOPLE = 6;
    private static final int DISCORD_CHANNELS = 3;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    /** What a process holds: threads of the machine, open files with sockets among them, KiB of heap after a collection. */
    private record Held(int threads, int files, long heap) {
        static Held by(long pid) {
            jcmd(pid, "GC.run");
            Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
            long heap = 0;
            while (used.find()) {
                // The first lines are the heap's generations, the last ones the classes.
                heap += Long.parseLong(used.group(1));
            }
            return new Held(count(pid, "task"), count(pid, "fd"), heap);
        }

        private static int count(long pid, String what) {
            try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(pid), what))) {
                return (int) all.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String jcmd(long pid, String command) {
            try {
                Process asked = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                        .toString(),
                                String.valueOf(pid),
                                command)
                        .redirectErrorStream(true)
                        .start();
                return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void holdsNoMoreAfterAMinute() {
        talk(Duration.ofMinutes(1));
    }

    @Test
    @Tag("slow")
    @Timeout(2100)
    void holdsNoMoreAfterHalfAnHour() {
        talk(Duration.ofMinutes(30));
    }

    private void talk(Duration time) {
        try (FakeSlack slack = Platforms.slack();
                FakeDiscord discord = FakeDiscord.start()) {
            var people = IntStream.range(0, SLACK_PEOPLE)
                    .mapToObj(each -> slack.user("person" + each))
                    .toList();
            var guild = discord.guild(1_000_001, "Team");
            List<FakeChannel> channels = IntStream.range(0, DISCORD_CHANNELS)
                    .mapToObj(each -> discord.channel(guild, 1_000_002 + each, "channel-" + each))
                    .toList();
            FakeUser anna = discord.user(1_000_010, "anna");
            discord.join(guild, anna);
            Program parley = Program.on(folder)
                    .talkative()
                    .with("PARLEY_CHAT_MAX_TOKENS", "20")
                    .with("PARLEY_ENGINE_PARALLEL", "4")
                    .with("PARLEY_ENGINE_CONTEXT", "1024")
                    .with("PARLEY_LIMITS_MESSAGES_A_MINUTE", "0")
                    .with(slack)
                    .with(discord);
            try (Run run = parley.start("run")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(run.err()).contains("On Slack as", "On Discord as"));
                try (Run terminal = parley.start("chat")) {
                    List<Held> held = new ArrayList<>();
                    long end = System.nanoTime() + time.toNanos();
                    for (int round = 1; System.nanoTime() < end || held.size() < 2; round++) {
                        int before = terminal.out().length();
                        terminal.type("Round " + round + "\n");
                        people.forEach(each -> slack.says(each, slack.direct(each), "Hello"));
                        channels.forEach(each -> discord.mention(each, anna, "Hello"));
                        int expected = round;
                        await().atMost(PATIENCE)
                                .until(() -> people.stream()
                                        .allMatch(each -> finished(slack.messages(slack.direct(each))) == expected));
                        await().atMost(PATIENCE)
                                .until(() -> channels.stream()
                                        .allMatch(each -> discord.ownMessages(each).stream()
                                                        .filter(own -> own.components()
                                                                .toString()
                                                                .contains("regenerate"))
                                                        .count()
                                                == expected));
                        terminal.awaitOut(out -> out.length() > before);
                        // The first rounds load classes and open connections.
                        if (round >= 2) {
                            held.add(Held.by(run.pid()));
                        }
                    }
                    Held first = held.getFirst();
                    Held last = held.getLast();
                    assertThat(first.heap()).as("what jcmd says").isPositive();
                    assertThat(last.threads()).as("threads: %s", held).isLessThanOrEqualTo(first.threads() + 4);
                    assertThat(last.files()).as("open files: %s", held).isLessThanOrEqualTo(first.files() + 6);
                    assertThat(last.heap()).as("heap: %s", held).isLessThanOrEqualTo(first.heap() * 5 / 4 + 8192);
                    terminal.endInput();
                }
                run.terminate();
                assertThat(run.end().err()).doesNotContain("Exception");
            }
            assertThat(slack.violations()).isEmpty();
            assertThat(slack.refusals429()).isZero();
            assertThat(discord.rateLimited()).isZero();
        }
    }

    private static long finished(List<StoredMessage> messages) {
        return messages.stream()
                .filter(StoredMessage::isFromBot)
                .filter(each -> each.blocks().toString().contains("parley:regenerate"))
                .count();
    }
}
