package dev.parley.bot.local;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.terminal.ChatSession;
import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Words;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody who attached, from the greeting to the end of the connection. */
final class LocalConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalConnection.class);

    /** Bytes of a document in one line, which Base64 makes a third longer. */
    private static final int PIECE = 1 << 20;

    private final Wire wire;
    private final Owner owner;
    private final Desk desk;
    private final Words words;
    private final Map<Long, Work> works = new ConcurrentHashMap<>();

    /** What one line began. */
    private static final class Work {
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();
        private ChatSession.@Nullable Running running;
        private boolean stopped;

        synchronized void runs(ChatSession.Running started) {
            running = started;
            if (stopped) {
                started.stop();
            }
        }

        synchronized void stop() {
            if (!stopped && running != null) {
                running.stop();
            }
            stopped = true;
        }
    }

    LocalConnection(Wire wire, Owner owner, Desk desk, Words words) {
        this.wire = wire;
        this.owner = owner;
        this.desk = desk;
        this.words = words;
    }

    /** Answers until the other side goes away. */
    void serve() {
        wire.send(new Told.Greeting(Wire.VERSION, owner));
        try {
            switch (wire.read(Asked.class)) {
                case Asked.Look(int version) when version == Wire.VERSION -> wire.send(new Told.State(desk.state()));
                case Asked.Reload(int version)
                when version == Wire.VERSION -> wire.send(new Told.Reloaded(desk.reload()));
                case Asked.Tend(int version, DatabaseJob job)
                when version == Wire.VERSION ->
                    wire.send(new Told.Done(desk.tend(job, line -> wire.send(new Told.Tending(line)))));
                case Asked.Attach(int version, Wish wish) when version == Wire.VERSION -> talk(wish);
                case Asked.Look _, Asked.Reload _, Asked.Tend _, Asked.Attach _ ->
                    refuse(ExitCode.OWNED, words.say("local.version", Long.toString(owner.pid())));
                case null -> {}
                default -> refuse(ExitCode.USAGE, words.say("local.line"));
            }
        } catch (CommandFailure e) {
            refuse(e.exitCode(), String.valueOf(e.getMessage()));
        } catch (Wire.BadLineException e) {
            log.warn("somebody attached and sent {}", e.getMessage());
            refuse(ExitCode.USAGE, words.say("local.line"));
        }
    }

    private void refuse(ExitCode code, String why) {
        wire.send(new Told.Refused(code, why));
    }

    private void talk(Wish wish) throws Wire.BadLineException {
        Conversation conversation = desk.attach(wish, this::hand);
        wire.send(new Told.Attached(conversation.welcome()));
        log.info("a terminal attached to the conversation {}", wish.conversation());
        try {
            for (Asked next = wire.read(Asked.class); next != null; next = wire.read(Asked.class)) {
                hear(next, conversation.session());
            }
        } finally {
            // Nobody looks any more. What was said so far is kept, as after a stop.
            works.values().forEach(Work::stop);
            log.info("a terminal left the conversation {}", wish.conversation());
        }
    }

    private void hear(Asked next, ToldSession session) throws Wire.BadLineException {
        switch (next) {
            case Asked.Say(long id, String text) -> {
                Work work = begin(id);
                work.runs(session.say(text, new SentReply(id, wire)));
                endWith(session, id, work);
            }
            case Asked.Order(long id, String line) -> {
                Work work = begin(id);
                // On a thread of its own, so that a stop is heard meanwhile.
                Thread.ofVirtual().name("command").start(() -> order(session, id, line, work));
            }
            case Asked.Stop(long id) -> {
                Work work = works.get(id);
                if (work != null) {
                    work.stop();
                }
            }
            case Asked.Look _, Asked.Reload _, Asked.Tend _, Asked.Attach _ ->
                throw new Wire.BadLineException("a second beginning");
        }
    }

    private void order(ToldSession session, long id, String line, Work work) {
        try {
            switch (session.command(line, new SentReply(id, wire))) {
                case CommandResult.Said(String markdown) -> end(id, work, new Told.Said(id, markdown));
                case CommandResult.Refused(String why) -> end(id, work, new Told.NotDone(id, why));
                case CommandResult.Leave() -> end(id, work, new Told.Leave(id));
                case CommandResult.Replying(var running) -> {
                    wire.send(new Told.Replying(id));
                    work.runs(running);
                    endWith(session, id, work);
                }
            }
        } catch (RuntimeException e) {
            log.error("a command failed", e);
            end(id, work, new Told.NotDone(id, words.say("reply.failed", String.valueOf(e.getMessage()))));
        }
    }

    private Work begin(long id) {
        Work work = new Work();
        works.put(id, work);
        return work;
    }

    private void endWith(ToldSession session, long id, Work work) {
        var _ = session.newest().thenAccept(ending -> end(id, work, new Told.Ended(id, ending)));
    }

    private void end(long id, Work work, Told last) {
        wire.send(last);
        works.remove(id);
        work.over.complete(true);
    }

    /** Hands out a file in pieces; its new owner says where it went. */
    private CommandResult hand(String name, byte[] content) {
        for (int from = 0; from < content.length || from == 0; from += PIECE) {
            int to = Math.min(content.length, from + PIECE);
            wire.send(new Told.Document(name, Arrays.copyOfRange(content, from, to), to == content.length));
        }
        return new CommandResult.Said("");
    }

    /** Waits for what ends by itself, and ends the connection. */
    void finish(Duration atMost) {
        var all = CompletableFuture.allOf(
                works.values().stream().map(work -> work.over).toArray(CompletableFuture[]::new));
        try {
            all.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.info("a reply goes on while its terminal is sent away");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    @Override
    public void close() {
        wire.close();
    }
}
