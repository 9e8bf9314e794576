package dev.parley.engine.supervisor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One child process from its start to its end. Its standard input stays open as long as it shall live. */
final class EngineChild implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.parley.engine.child");
    private static final int KEPT_LINES = 40;

    private final Process process;
    private final Duration grace;
    private final JsonMapper json;
    private final BlockingQueue<ChildEvent> events = new LinkedBlockingQueue<>();
    private final LastLines lastLines = new LastLines(KEPT_LINES);

    private EngineChild(Process process, Duration grace, JsonMapper json) {
        this.process = process;
        this.grace = grace;
        this.json = json;
    }

    /**
     * Starts a child and tells it its settings.
     *
     * @param settings one line of JSON
     * @throws IOException if the process cannot be started
     */
    static EngineChild start(EngineCommand command, String settings, Duration grace, JsonMapper json)
            throws IOException {
        var builder =
                new ProcessBuilder(command.line()).directory(command.directory().toFile());
        var environment = ChildEnvironment.of(builder.environment());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var child = new EngineChild(builder.start(), grace, json);
        child.listen();
        child.tell(settings);
        return child;
    }

    /** The next thing heard of the child, or null if nothing is for that long. Its end comes last. */
    @Nullable ChildEvent next(Duration patience) throws InterruptedException {
        return events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    long pid() {
        return process.pid();
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
        var err = reader("engine-stderr", process.getErrorStream(), line -> {
            lastLines.add(line);
            LOG.info("{}", line);
        });
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
        var event = ChildEvent.parse(json, line);
        if (event == null) {
            LOG.info("{}", line);
        } else {
            events.add(event);
        }
    }

    private void tell(String settings) {
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
