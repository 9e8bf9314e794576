package dev.parley.bot.local;

import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Answers at once, but "slow" only when it is stopped, and "much" with far more than a socket takes. */
final class FakeDesk implements Desk {
    /** How often "much" shows a text that is longer each time. */
    static final int MUCH = 2_000;

    static final byte[] LONG_FILE = new byte[3_000_000];
    static final CommandResult SAVED = new CommandResult.Said("saved");

    private static final Generation GENERATION =
            new Generation("assistant", "tiny", null, "", 0, 0, 0, 0, 0, 0, Finish.STOP, 0);

    private final AtomicInteger told = new AtomicInteger();
    private volatile byte[] saved = {};
    private volatile boolean runs;
    private volatile boolean stopped;

    static {
        new Random(1).nextBytes(LONG_FILE);
    }

    static Wish wish(String conversation) {
        return new Wish(conversation, null, null, null, null);
    }

    /** Saves a file at the client's end. */
    CommandResult save(String name, byte[] content) {
        saved = content;
        return SAVED;
    }

    byte[] savedContent() {
        return saved;
    }

    int told() {
        return told.get();
    }

    boolean runs() {
        return runs;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public Tended tend(DatabaseJob job, Consumer<String> progress) {
        progress.accept("half");
        return new Tended(ExitCode.STORAGE, List.of(job.kind() + " " + job.file()));
    }

    @Override
    public OwnerState state() {
        return new OwnerState("tiny", "tiny on 1 thread", false, "parley.mv.db");
    }

    @Override
    public Reload reload() {
        return new Reload("parley.yaml", List.of("bot.name: Parley -> Polly"), List.of("engine.parallel: 8 -> 4"));
    }

    @Override
    public Conversation attach(Wish wish, BiFunction<String, byte[], CommandResult> documents) {
        return new Conversation(
                new Session(documents), new Conversation.Welcome("tiny", false, false, List.of("assistant")));
    }

    private final class Session implements ToldSession {
        private final BiFunction<String, byte[], CommandResult> documents;
        private final Endings endings = new Endings();

        Session(BiFunction<String, byte[], CommandResult> documents) {
            this.documents = documents;
        }

        @Override
        public Running say(String text, Reply reply) {
            CompletableFuture<Ending> ending = new CompletableFuture<>();
            endings.add(ending);
            switch (text) {
                case "slow" -> {
                    runs = true;
                    return () -> {
                        stopped = true;
                        complete(reply, ending);
                    };
                }
                case "much" ->
                    Thread.ofVirtual().start(() -> {
                        for (int i = 1; i <= MUCH; i++) {
                            reply.show("word ".repeat(i));
                            told.incrementAndGet();
                        }
                        complete(reply, ending);
                    });
                default -> complete(reply, ending);
            }
            return () -> {};
        }

        private static void complete(Reply reply, CompletableFuture<Ending> ending) {
            reply.complete(new ReplyOutcome(new UUID(0, 1), GENERATION, List.of()));
            ending.complete(new Ending(ExitCode.OK, null));
        }

        @Override
        public CommandResult command(String line, Reply reply) {
            return documents.apply("a.bin", LONG_FILE);
        }

        @Override
        public CompletableFuture<Ending> newest() {
            return endings.newest();
        }

        @Override
        public ExitCode firstFailure() {
            return endings.firstFailure();
        }
    }
}
