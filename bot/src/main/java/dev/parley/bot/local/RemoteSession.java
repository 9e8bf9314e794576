package dev.parley.bot.local;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.words.Words;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A conversation in the process that owns the home. */
final class RemoteSession implements ToldSession {
    private final Wire wire;
    private final Words words;
    private final String lostWords;
    private final BiFunction<String, byte[], CommandResult> documents;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final Endings endings = new Endings();
    private final ByteArrayOutputStream document = new ByteArrayOutputStream();
    private @Nullable CommandResult saved;
    private volatile boolean lost;

    /** What was asked and has not ended. */
    private final class Pending {
        private final long id = ids.incrementAndGet();
        private final Reply reply;
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
        private boolean replyOver;

        private Pending(Reply reply) {
            this.reply = reply;
            pending.put(id, this);
        }

        synchronized void show(boolean anew, String piece) {
            if (anew) {
                text.setLength(0);
            }
            reply.show(text.append(piece).toString());
        }

        void replies() {
            result.complete(new CommandResult.Replying(this::stop));
        }

        synchronized void complete(ReplyOutcome outcome) {
            if (!replyOver) {
                replyOver = true;
                reply.complete(outcome);
            }
        }

        synchronized void fail(String why) {
            if (!replyOver) {
                replyOver = true;
                reply.fail(why);
            }
        }

        void answer(CommandResult answered) {
            pending.remove(id);
            result.complete(answered);
        }

        void end(Ending how) {
            pending.remove(id);
            ending.complete(how);
        }

        void lose(ExitCode code, String why) {
            end(new Ending(code, null));
            if (!result.complete(new CommandResult.Refused(why))) {
                fail(why);
            }
        }

        void stop() {
            wire.send(new Asked.Stop(id));
        }
    }

    RemoteSession(Wire wire, Words words, String lostWords, BiFunction<String, byte[], CommandResult> documents) {
        this.wire = wire;
        this.words = words;
        this.lostWords = lostWords;
        this.documents = documents;
    }

    @Override
    public Running say(String text, Reply reply) {
        Pending said = new Pending(reply);
        said.replies();
        endings.add(said.ending);
        send(said, new Asked.Say(said.id, text));
        return said::stop;
    }

    @Override
    public CommandResult command(String line, Reply reply) {
        Pending ordered = new Pending(reply);
        send(ordered, new Asked.Order(ordered.id, line));
        try {
            CommandResult result = ordered.result.get();
            if (result instanceof CommandResult.Replying || ordered.ending.isDone()) {
                endings.add(ordered.ending);
            }
            return result;
        } catch (InterruptedException e) {
            ordered.stop();
            return new CommandResult.Refused(words.say("local.not-waited"));
        } catch (ExecutionException e) {
            throw new IllegalStateException("no result fails", e);
        }
    }

    private void send(Pending what, Asked line) {
        if (!Wire.fits(line)) {
            what.lose(ExitCode.REFUSED, words.say("local.too-long", Wire.LONGEST_LINE));
            return;
        }
        wire.send(line);
        if (lost) {
            what.lose(ExitCode.INTERRUPTED, lostWords);
        }
    }

    @Override
    public CompletableFuture<Ending> newest() {
        return endings.newest();
    }

    @Override
    public ExitCode firstFailure() {
        return endings.firstFailure();
    }

    /** Takes a line; called by one thread. */
    void hear(Told line) {
        switch (line) {
            case Told.Status(long id, var status) -> with(id, each -> each.reply.status(status));
            case Told.Text(long id, boolean anew, String piece) -> with(id, each -> each.show(anew, piece));
            case Told.Completed completed -> with(completed.id(), each -> each.complete(completed.outcome()));
            case Told.Failed(long id, String why) -> with(id, each -> each.fail(why));
            case Told.Ended(long id, Ending ending) -> with(id, each -> each.end(ending));
            case Told.Said(long id, String markdown) -> {
                CommandResult said = saved != null ? saved : new CommandResult.Said(markdown);
                saved = null;
                with(id, each -> each.answer(said));
            }
            case Told.NotDone(long id, String why) -> with(id, each -> each.answer(new CommandResult.Refused(why)));
            case Told.Leave(long id) -> with(id, each -> each.answer(new CommandResult.Leave()));
            case Told.Replying(long id) -> with(id, Pending::replies);
            case Told.Document(String name, byte[] piece, boolean last) -> take(name, piece, last);
            case Told.Greeting _,
                    Told.Refused _,
                    Told.State _,
                    Told.Reloaded _,
                    Told.Tending _,
                    Told.Done _,
                    Told.Attached _ -> {}
        }
    }

    private void take(String name, byte[] piece, boolean last) {
        document.writeBytes(piece);
        if (last) {
            saved = documents.apply(name, document.toByteArray());
            document.reset();
        }
    }

    private void with(long id, Consumer<Pending> what) {
        Pending asked = pending.get(id);
        if (asked != null) {
            what.accept(asked);
        }
    }

    /** The owner is gone: whoever waits is told. */
    void lost() {
        lost = true;
        pending.values().forEach(each -> each.lose(ExitCode.INTERRUPTED, lostWords));
    }
}
