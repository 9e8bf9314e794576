package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.responder.Bot.Running;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

final class StopTest {
    private static World world;
    private ConversationKey here;
    private Bot bot;

    @BeforeAll
    static void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 2048);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void arrive(TestInfo test) {
        here = World.place(test.getTestMethod().orElseThrow().getName());
        bot = world.bot(1500);
    }

    @Test
    void keepsWhatWasWrittenWhenAReplyIsStopped() {
        Running running = bot.send(Bot.message(here, "Tell me a story"), new ShownReply(this::stopAfterSomeText));
        Turn stored = running.answered().reply();

        running.reply().assertKeptTheRules();
        assertThat(requireNonNull(running.reply().outcome()).finish()).isEqualTo(Finish.CANCELLED);
        assertThat(stored.text()).isEqualTo(running.reply().text()).isNotBlank();
        assertThat(requireNonNull(stored.generation()).finish()).isEqualTo(Finish.CANCELLED);
        assertThat(history()).hasSize(2);
        assertThat(bot.admission().load().running()).isZero();
    }

    @Test
    void goesOnWithAReplyThatWasStopped() {
        Turn stopped = bot.send(Bot.message(here, "Tell me a story"), new ShownReply(this::stopAfterSomeText))
                .answered()
                .reply();

        Turn longer = world.bot(5).goOn(here).answered().reply();

        assertThat(longer.text())
                .startsWith(stopped.text())
                .hasSizeGreaterThan(stopped.text().length());
    }

    @Test
    void saysSoWhenAReplyIsStoppedWhileItsPromptIsRead() {
        Running running = bot.send(Bot.message(here, "word ".repeat(300)), new ShownReply(_ -> {}, status -> {
            if (status instanceof ReplyStatus.Reading) {
                bot.responder().stop(here);
            }
        }));

        assertThat(running.end()).isInstanceOf(Outcome.Stopped.class);
        assertThat(running.reply().failure()).isEqualTo("Stopped before the first word.");
        running.reply().assertKeptTheRules();
        assertThat(history()).isEmpty();
        assertThat(owed()).isZero();
    }

    @Test
    void saysSoWhenAReplyIsStoppedInLine() throws InterruptedException {
        Bot narrow = world.bot(50, 1, 10);
        ConversationKey there = World.place(here.channel() + " first");
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        Running first = narrow.send(Bot.message(there, "Hello"), new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
        Running waiting = narrow.send(here, "Hello");
        await().until(() -> waiting.reply().statuses().contains(new ReplyStatus.Waiting(1, 0)));

        assertThat(narrow.responder().stop(here)).isOne();

        assertThat(waiting.end()).isInstanceOf(Outcome.Stopped.class);
        waiting.reply().assertKeptTheRules();
        assertThat(narrow.admission().load().waiting()).isZero();
        goOn.countDown();
        first.answered();
        assertThat(owed()).isZero();
    }

    @Test
    void stopsAlsoWhatWaitsBehindAReply() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        Running first = bot.send(Bot.message(here, "Hello"), new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
        Running second = bot.send(here, "And?");
        await().until(() -> !second.reply().opened().isEmpty());

        await().until(() -> bot.responder().stop(here) == 2);
        goOn.countDown();

        assertThat(requireNonNull(first.answered().reply().generation()).finish())
                .isEqualTo(Finish.CANCELLED);
        assertThat(second.end()).isInstanceOf(Outcome.Stopped.class);
        assertThat(owed()).isZero();
    }

    @Test
    void stopsAReplyThatWaitsForTheEngineToStart() {
        world.engineAway(true);
        try {
            Running running = bot.send(here, "Hello");

            await().until(() -> bot.responder().stop(here) == 1);

            assertThat(running.outcome()).succeedsWithin(Duration.ofSeconds(60)).isInstanceOf(Outcome.Stopped.class);
            running.reply().assertKeptTheRules();
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void keepsWhatWasWrittenBeforeTheEngineWentAway() {
        try {
            AtomicBoolean gone = new AtomicBoolean();
            Running running = bot.send(
                    Bot.message(here, "Tell me a story"),
                    new ShownReply(
                            _ -> {
                                if (!gone.getAndSet(true)) {
                                    world.engineAway(true);
                                    kill();
                                }
                            },
                            status -> {
                                if (status instanceof ReplyStatus.Restarting) {
                                    bot.responder().stop(here);
                                }
                            }));

            assertThat(running.outcome()).succeedsWithin(Duration.ofSeconds(60));
            assertThat(running.answered().reply().text())
                    .isEqualTo(running.reply().text())
                    .isNotEmpty();
            assertThat(requireNonNull(running.reply().outcome()).finish()).isEqualTo(Finish.CANCELLED);
            assertThat(history()).hasSize(2);
        } finally {
            world.engineAway(false);
        }
    }

    @Test
    void hasNothingToStopWhereNothingRuns() {
        assertThat(bot.responder().stop(here)).isZero();
    }

    private void stopAfterSomeText(String text) {
        if (text.length() > 40) {
            bot.responder().stop(here);
        }
    }

    private static void kill() {
        try {
            world.killEngine();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(CountDownLatch until) {
        try {
            assertThat(until.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Turn> history() {
        return world.database()
                .conversations()
                .history(world.database().conversations().current(here).id());
    }

    private long owed() {
        return world.database().inbox().unfinished().stream()
                .filter(each -> each.message().key().equals(here))
                .count();
    }
}
