package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.responder.Bot.Running;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The engine's process is killed, as the system does when memory runs out. */
final class EngineDeathTest {
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
        // At some 3,000 tokens a second half a second's worth: it is still being written when the signal comes.
        bot = world.bot(1500);
    }

    @Test
    void inMidReplyThePersonStillGetsOneWholeReply() {
        Running running = bot.send(Bot.message(here, "Tell me a story"), killing(1));
        Turn stored = running.answered().reply();

        running.reply().assertKeptTheRules();
        assertThat(running.reply().statuses()).contains(new ReplyStatus.Restarting());
        assertThat(running.reply().outcome()).isNotNull();
        assertThat(requireNonNull(stored.generation()).finish()).isEqualTo(Finish.LENGTH);
        assertThat(stored.text()).isEqualTo(running.reply().text());
        assertThat(history()).hasSize(2);
        world.bot(5).say(here, "And then?");
        assertThat(history()).hasSize(4);
    }

    @Test
    void whileAPromptIsReadItIsReadAgain() {
        AtomicInteger kills = new AtomicInteger();
        Running running = world.bot(5).send(Bot.message(here, "word ".repeat(300)), new ShownReply(_ -> {}, status -> {
            if (status instanceof ReplyStatus.Reading && kills.getAndIncrement() == 0) {
                kill();
            }
        }));

        running.answered();
        running.reply().assertKeptTheRules();
        assertThat(running.reply().statuses()).contains(new ReplyStatus.Restarting());
        assertThat(history()).hasSize(2);
    }

    @Test
    void whoWaitsInLineKeepsTheirPlace() {
        Bot narrow = world.bot(1500, 1, 10);
        ConversationKey there = World.place(here.channel() + " second");
        Running[] second = new Running[1];
        Running first = narrow.send(Bot.message(here, "Hello"), new ShownReply(text -> {
            if (second[0] == null) {
                second[0] = narrow.send(there, "Hello");
                await().until(() -> narrow.admission().load().waiting() == 1);
                kill();
            }
        }));

        first.answered();
        second[0].answered();
        second[0].reply().assertKeptTheRules();
        assertThat(second[0].reply().statuses()).contains(new ReplyStatus.Waiting(1, 0));
    }

    @Test
    void threeTimesInOneReplyEndsInWords() {
        Running running = bot.send(Bot.message(here, "Tell me a story"), killing(3));

        assertThat(running.end()).isInstanceOf(Outcome.Failed.class);
        assertThat(running.reply().failure()).startsWith("No answer: ").contains("engine");
        running.reply().assertKeptTheRules();
        assertThat(bot.admission().load().running()).isZero();
        assertThat(world.database().inbox().unfinished()).isEmpty();
    }

    @Test
    void anEngineThatIsGoneHasNothingToForget() throws InterruptedException {
        bot = world.bot(5);
        bot.say(here, "Hello");
        world.killEngine();

        new EngineAccess(world.engine(), _ -> true, Words.english())
                .forget(world.database().conversations().current(here).id().toString());
    }

    @Test
    void anEngineThatCannotRunSaysWhy(@TempDir Path folder) {
        Path truncated = TinyModel.writeTruncated(folder.resolve("cut.gguf"));
        try (World broken = World.open(folder, truncated, 512)) {
            Running running = broken.bot(5).send(here, "Hello");

            assertThat(running.end()).isInstanceOf(Outcome.Failed.class);
            assertThat(running.reply().failure()).startsWith("No answer: ").contains("cut.gguf");
            running.reply().assertKeptTheRules();
            assertThat(broken.database().inbox().unfinished()).isEmpty();
        }
    }

    /** Kills the engine so many times, each time at the first text of a new process. */
    private static ShownReply killing(int times) {
        AtomicInteger kills = new AtomicInteger();
        AtomicBoolean begun = new AtomicBoolean();
        return new ShownReply(
                _ -> {
                    if (kills.get() < times && begun.getAndSet(false)) {
                        kills.incrementAndGet();
                        kill();
                    }
                },
                status -> begun.set(status instanceof ReplyStatus.Writing));
    }

    private static void kill() {
        try {
            world.killEngine();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Turn> history() {
        return world.database()
                .conversations()
                .history(world.database().conversations().current(here).id());
    }
}
