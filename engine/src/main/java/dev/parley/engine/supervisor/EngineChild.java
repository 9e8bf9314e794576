package dev.parley.engine.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One child process from its start to its end. Its standard input stays open as long as it shall live. */
final class EngineChild implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.parley.engine.child");
    private static final int KEPT_LINES = 40;

    private final Process process;
    private final Duration grace;
    private final Function<String, @Nullable ChildEvent> parser;
    private final BlockingQueue<ChildEvent> events = new LinkedBlockingQueue<>();
    private final LastLines lastLines = new LastLines(KEPT_LINES);
    private final CompletableFuture<Long> pid = new CompletableFuture<>();

    private EngineChild(Process process, Duration grace, Function<String, @Nullable ChildEvent> parser) {
        this.process = process;
        this.grace = grace;
        this.parser = parser;
    }

    /**
     * Starts a child.
     *
     * @param line its command line
     * @param directory where it runs
     * @param secrets what it sees in its environment beside what every child does
     * @param parser reads a line of its standard output; null for what is no event, which is kept as its last words
     * @throws IOException if the process cannot be started
     */
    static EngineChild start(
            List<String> line,
            Path directory,
            Map<String, String> secrets,
            Function<String, @Nullable ChildEvent> parser,
            Duration grace)
            throws IOException {
        var builder = new ProcessBuilder(line).directory(directory.toFile());
        var environment = ChildEnvironment.of(builder.environment());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(secrets);
        var child = new EngineChild(builder.start(), grace, parser);
        child.listen();
        return child;
    }

    /** Hears something of the child from another side than its standard output. */
    void hear(ChildEvent event) {
        events.add(event);
    }

    /** Tells who wants to know which process it is, and that it has ended, where the child says so itself. */
    void whenProcessIsKnown(LongConsumer started, LongConsumer ended) {
        var _ = pid.thenAccept(started::accept)
                .thenCompose(_ -> process.onExit())
                .thenRun(() -> ended.accept(pid.join()));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The next thing heard of the child, or null if nothing is for that long. Its end comes last. */
    @Nullable ChildEvent next(Duration patience) throws InterruptedException {
        return events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The process that computes. */
    long pid() {
        return pid.getNow(process.pid());
    }

    /** The last lines of its standard error. */
    String lastWords() {
        return lastLines.text();
    }

    /** Ends the child: closes its standard input, then SIGTERM, then SIGKILL, each after a time of grace. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // Then it needs no end of its input either.
        }
        try {
            if (!process.waitFor(grace) && !left(process::destroy)) {
                left(process::destroyForcibly);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean left(Runnable signal) throws InterruptedException {
        signal.run();
        return process.waitFor(grace);
    }

    private void listen() {
        var out = reader("engine-stdout", process.getInputStream(), this::heard);
        var err = reader("engine-stderr", process.getErrorStream(), this::said);
        Thread.ofVirtual().name("engine-exit").start(() -> {
            try {
                int exitCode = process.waitFor();
                // What it said last comes before its end; a grandchild may hold the pipes open for longer.
                out.join(Duration.ofSeconds(1));
                err.join(Duration.ofSeconds(1));
                events.add(new ChildEvent.Gone(exitCode));
            } catch (InterruptedException nobodyDoes) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void heard(String line) {
        switch (parser.apply(line)) {
            case null -> said(line);
            case ChildEvent.Identified(long known) -> pid.complete(known);
            case ChildEvent event -> events.add(event);
        }
    }

    private void said(String line) {
        lastLines.add(line);
        // A server of the user's own may say what people wrote, if it is told to be verbose.
        LOG.debug("{}", line);
    }

    /** Writes a line to its standard input. */
    void tell(String settings) {
        try {
            process.getOutputStream().write((settings + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException diedAtOnce) {
            // Its exit code and last words say more than a broken pipe.
        }
    }

    /** A platform thread: reading a pipe holds its carrier, and there are as few carriers as processors. */
    private static Thread reader(String name, InputStream stream, Consumer<String> consumer) {
        return Thread.ofPlatform().daemon().name(name).start(() -> {
            try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                lines.lines().forEach(consumer);
            } catch (IOException | UncheckedIOException closed) {
                LOG.debug("The engine's {} ended", name, closed);
            }
        });
    }
}
