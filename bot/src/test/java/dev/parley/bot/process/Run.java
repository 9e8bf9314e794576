package dev.parley.bot.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A Parley that runs, and what it has said so far. Closing it kills it with its children. */
final class Run implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final long startedAt = System.nanoTime();
    private final Heard out;
    private final Heard err;

    /** How it ended. */
    record Ended(int exitCode, String out, String err) {}

    /** Takes over a process that was just started. */
    Run(Process process) {
        this.process = process;
        this.out = new Heard(process.getInputStream());
        this.err = new Heard(process.getErrorStream());
    }

    /** One of the two streams, read as it comes. */
    private static final class Heard {
        private final StringBuilder text = new StringBuilder();
        private final List<Moment> moments = new ArrayList<>();
        private final Thread reader;

        private record Moment(long nanos, int length) {}

        private Heard(InputStream stream) {
            reader = Thread.ofVirtual().start(() -> {
                try (var input = new java.io.InputStreamReader(stream, StandardCharsets.UTF_8)) {
                    var buffer = new char[8192];
                    for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
                        add(buffer, n);
                    }
                } catch (IOException e) {
                    // Closed by the end of the test.
                }
            });
        }

        private synchronized void add(char[] buffer, int length) {
            text.append(buffer, 0, length);
            moments.add(new Moment(System.nanoTime(), text.length()));
        }

        private synchronized String text() {
            return text.toString();
        }

        private synchronized int lengthAt(long nanos) {
            return moments.stream()
                    .filter(moment -> moment.nanos <= nanos)
                    .mapToInt(Moment::length)
                    .max()
                    .orElse(0);
        }

        private String whole() throws InterruptedException {
            reader.join();
            return text();
        }
    }

    private String soFar() {
        return "standard output:\n" + tail(out()) + "\nstandard error:\n" + tail(err.text());
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 2000));
    }

    String out() {
        return out.text();
    }

    String err() {
        return err.text();
    }

    /** How many characters had come on standard output by then. */
    int lengthAt(long nanos) {
        return out.lengthAt(nanos);
    }

    long pid() {
        return process.pid();
    }

    /** Milliseconds since the start. */
    long age() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
    }

    void awaitOut(Predicate<String> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            if (!condition.test(out())) {
                throw new AssertionError(soFar());
            }
        });
    }

    void type(String text) {
        type(text.getBytes(StandardCharsets.UTF_8));
    }

    void type(byte[] bytes) {
        try {
            process.getOutputStream().write(bytes);
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has ended already; its exit code tells more.
        }
    }

    void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine's process. */
    ProcessHandle engine() {
        return await("the engine's process")
                .atMost(PATIENCE)
                .until(this::engines, found -> found.size() == 1)
                .getFirst();
    }

    /** Known by a flag of its JVM: the main class stands behind the class path, and Java sees 4096 characters only. */
    private List<ProcessHandle> engines() {
        return process.descendants()
                .filter(each -> each.info()
                        .commandLine()
                        .map(line -> line.contains("-Dsun.net.httpserver.nodelay"))
                        .orElse(false))
                .toList();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    Ended end() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "it does not end; standard output:\n" + out() + "\nstandard error:\n" + err.text());
            }
            return new Ended(process.exitValue(), out.whole(), err.whole());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
