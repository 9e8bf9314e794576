package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.command.Caller;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.Surface;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Finish;
import dev.parley.persistence.InboxState;
import dev.parley.persistence.Person;
import dev.parley.persistence.fixture.FullDisk;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills while people talk. */
final class FullDiskReplyTest {
    private static FullDisk disk;
    private static World world;

    @BeforeAll
    static void open(@TempDir Path folder) {
        disk = FullDisk.in(folder);
        world = World.open(folder, TinyModel.standard().withoutEnd(), 1024, disk.disk());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void makeRoom() {
        disk.empty();
        await().until(() -> world.database().trouble().isEmpty());
    }

    private static ConversationKey place(String name) {
        return World.place("full-" + name);
    }

    private static void fill() {
        disk.room(0);
        world.bot(4).send(place("filler"), "is there room?").end();
        await().until(() -> world.database().trouble().isPresent());
    }

    @Test
    void aNewMessageIsNotTakenAndItsAuthorIsToldInPlainWords() {
        fill();
        var running = world.bot(8).send(place("new"), "hello");
        assertThat(running.end()).isInstanceOf(Outcome.Failed.class);
        assertThat(running.reply().failure())
                .isEqualTo(Words.english().say("store.full"))
                .doesNotContain("parley.mv.db");
        makeRoom();
        assertThat(world.database().inbox().unfinished()).isEmpty();
        world.bot(8).say(place("new"), "hello");
    }

    @Test
    void whoBringsAMessageThatWasTakenDoesNotWaitForRoom() {
        var taken = world.database()
                .inbox()
                .accept(Bot.message(place("next"), "hello"))
                .orElseThrow();
        fill();
        var acknowledged = new CompletableFuture<Void>();
        var outcome = CompletableFuture.supplyAsync(
                () -> world.bot(8)
                        .responder()
                        .answer(taken, Material.NONE, () -> acknowledged.complete(null), new ShownReply()),
                task -> Thread.ofVirtual().start(task));
        acknowledged.join();
        assertThat(outcome).isNotDone();
        makeRoom();
        assertThat(outcome.join()).isInstanceOf(Outcome.Answered.class);
    }

    @Test
    void aReplyThatRunsIsStoredWithAllItsTextWhenThereIsRoom() {
        var filled = new AtomicBoolean();
        var reply = new ShownReply(_ -> {
            if (filled.compareAndSet(false, true)) {
                disk.room(0);
            }
        });
        var message = Bot.message(place("running"), "tell me much");
        var running = world.bot(60).send(message, reply);
        await().until(() -> reply.statuses().contains(new ReplyStatus.NoRoom()));
        assertThat(running.outcome()).isNotDone();
        makeRoom();
        var answer = running.answered().reply();
        assertThat(world.database()
                        .conversations()
                        .turn(answer.id())
                        .orElseThrow()
                        .text())
                .isEqualTo(reply.text())
                .isNotEmpty();
        assertThat(answer.generation().finish()).isEqualTo(Finish.LENGTH);
        assertThat(world.database().inbox().unfinished()).isEmpty();
    }

    @Test
    void aCommandThatWouldStoreSomethingSaysThatItWasNotDone() {
        fill();
        var caller = new Caller(
                place("command"), new Person("discord", "anna"), true, Surface.TERMINAL, true, Words.english());
        assertThat(world.bot(4).commands().run(new Command.New(), caller, _ -> {
                    throw new AssertionError("nothing is asked");
                }))
                .isEqualTo(new CommandResult.Refused(Words.english().say("store.command")));
    }

    @Test
    void whoLeavesMeanwhileDoesNotWaitAndTheMessageIsAnsweredLater(@TempDir Path other) {
        var itsDisk = FullDisk.in(other);
        try (var leaving = World.open(other, TinyModel.standard().withoutEnd(), 1024, itsDisk.disk())) {
            var filled = new AtomicBoolean();
            var reply = new ShownReply(_ -> {
                if (filled.compareAndSet(false, true)) {
                    itsDisk.room(0);
                }
            });
            var bot = leaving.bot(60);
            var running = bot.send(Bot.message(place("leaving"), "tell me much"), reply);
            await().until(() -> leaving.database().trouble().isPresent());
            bot.responder().leave();
            assertThat(running.end()).isInstanceOf(Outcome.Interrupted.class);
            assertThat(leaving.database().inbox().unfinished())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.state()).isEqualTo(InboxState.ANSWERING));
        }
    }
}
