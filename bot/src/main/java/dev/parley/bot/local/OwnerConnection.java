package dev.parley.bot.local;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the process that owns the home. */
public final class OwnerConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OwnerConnection.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path socket;
    private final Wire wire;
    private final Words words;
    private final CompletableFuture<Told> greeting = new CompletableFuture<>();
    private final CompletableFuture<Told> answer = new CompletableFuture<>();
    private @Nullable Owner owner;
    private volatile @Nullable RemoteSession session;
    private volatile Consumer<String> progress = _ -> {};

    private OwnerConnection(Path socket, Wire wire, Words words) {
        this.socket = socket;
        this.wire = wire;
        this.words = words;
    }

    /**
     * Connects.
     *
     * @param socket where the owner's socket would be
     * @param words the bot's own
     * @return empty where nobody listens: the owner is no {@code run}, or has not come so far yet
     * @throws CommandFailure if the owner does not answer or is of another version, with the way out
     */
    public static Optional<OwnerConnection> open(Path socket, Words words) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException | UnsupportedOperationException e) {
            log.debug("nobody listens on {}", socket, e);
            return Optional.empty();
        }
        var connection = new OwnerConnection(socket, new Wire(channel), words);
        try {
            connection.meet();
            return Optional.of(connection);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void meet() {
        Thread.ofVirtual().name("local-reader").start(this::read);
        if (!(await(greeting) instanceof Told.Greeting met)) {
            throw silent();
        }
        if (met.version() != Wire.VERSION) {
            throw new CommandFailure(
                    ExitCode.OWNED,
                    words.say("local.version", Long.toString(met.owner().pid())));
        }
        owner = met.owner();
    }

    /** Who owns the home. */
    public Owner owner() {
        if (owner == null) {
            throw new IllegalStateException("nobody was met");
        }
        return owner;
    }

    /**
     * What the owner is doing. The connection is good for nothing else afterwards.
     *
     * @throws CommandFailure if it does not say
     */
    public OwnerState look() {
        wire.send(new Asked.Look(Wire.VERSION));
        return told(await(answer), Told.State.class).state();
    }

    /**
     * Lets the owner read its configuration again. The connection is good for nothing else afterwards.
     *
     * @throws CommandFailure with all mistakes, or if the owner does not say
     */
    public Reload reload() {
        wire.send(new Asked.Reload(Wire.VERSION));
        return told(await(answer), Told.Reloaded.class).reload();
    }

    /**
     * Has the owner do something with its database; blocks for as long as that takes. The connection is good for nothing
     * else afterwards.
     *
     * @param job what
     * @param hears how far it is, a line each
     * @throws CommandFailure if it cannot be done, or the owner ends meanwhile
     */
    public Tended tend(DatabaseJob job, Consumer<String> hears) {
        progress = hears;
        wire.send(new Asked.Tend(Wire.VERSION, job));
        try {
            return told(answer.get(), Told.Done.class).tended();
        } catch (ExecutionException e) {
            throw new CommandFailure(ExitCode.INTERRUPTED, words.say("local.lost", Long.toString(owner().pid())));
        } catch (InterruptedException e) {
            throw new CommandFailure(ExitCode.INTERRUPTED, words.say("local.not-waited"));
        }
    }

    /**
     * Opens a conversation there; once a connection. It ends with it.
     *
     * @param wish which, and how
     * @param documents takes what a command hands out as a file, by name and content, and says what became of it
     * @throws CommandFailure if it cannot be had, in words for the person
     */
    public Conversation attach(Wish wish, BiFunction<String, byte[], CommandResult> documents) {
        RemoteSession opened =
                new RemoteSession(wire, words, words.say("local.lost", Long.toString(owner().pid())), documents);
        session = opened;
        wire.send(new Asked.Attach(Wire.VERSION, wish));
        return new Conversation(opened, told(await(answer), Told.Attached.class).welcome());
    }

    /** What was wanted, or the refusal that came in its place. */
    private <T extends Told> T told(Told line, Class<T> wanted) {
        if (line instanceof Told.Refused(ExitCode code, String why)) {
            throw new CommandFailure(code, why);
        }
        if (!wanted.isInstance(line)) {
            throw silent();
        }
        return wanted.cast(line);
    }

    private Told await(CompletableFuture<Told> line) {
        try {
            return line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw silent();
        } catch (InterruptedException e) {
            throw new CommandFailure(ExitCode.INTERRUPTED, words.say("local.silent", socket.toString()));
        }
    }

    private CommandFailure silent() {
        return new CommandFailure(ExitCode.OWNED, words.say("local.silent", socket.toString()));
    }

    private void read() {
        try {
            for (Told next = wire.read(Told.class); next != null; next = wire.read(Told.class)) {
                hear(next);
            }
        } catch (Wire.BadLineException e) {
            log.warn("the owner sent {}", e.getMessage());
        } finally {
            var gone = new IOException("the connection has ended");
            greeting.completeExceptionally(gone);
            answer.completeExceptionally(gone);
            RemoteSession open = session;
            if (open != null) {
                open.lost();
            }
        }
    }

    private void hear(Told next) {
        RemoteSession open = session;
        switch (next) {
            case Told.Greeting _ -> greeting.complete(next);
            case Told.State _, Told.Reloaded _, Told.Done _, Told.Attached _, Told.Refused _ -> answer.complete(next);
            case Told.Tending(String line) -> progress.accept(line);
            default -> {
                if (open != null) {
                    open.hear(next);
                }
            }
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
