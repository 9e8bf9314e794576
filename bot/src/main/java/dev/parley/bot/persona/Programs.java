package dev.parley.bot.persona;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Runs programs that end before this one does: with Ctrl-C, with a failure, with the thread that waits for them. */
final class Programs {
    private static final int LAST_LINES = 30;

    private final Map<String, String> environment;

    /**
     * How a program ended.
     *
     * @param code its exit status
     * @param lastWords the last lines of its standard error
     */
    record Ended(int code, String lastWords) {}

    /** @param environment of this process; what Parley is told in it is nobody else's business */
    Programs(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs one whose output the person sees as it comes. */
    int show(List<String> command) throws InterruptedException {
        try {
            return ended(prepared(command, Map.of()).inheritIO().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one that is read line by line. */
    Ended run(List<String> command, Map<String, String> more, Consumer<String> output) throws InterruptedException {
        try {
            Process process = prepared(command, more).start();
            CompletableFuture<String> lastWords = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> lastWords.complete(lastLines(process)));
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                process.getOutputStream().close();
                Thread hook = endedWithUs(process);
                try {
                    lines.lines().forEach(output);
                    return new Ended(process.waitFor(), lastWords.join());
                } finally {
                    process.destroyForcibly();
                    forget(hook);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder prepared(List<String> command, Map<String, String> more) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().clear();
        environment.forEach((name, value) -> {
            if (!name.matches("(PARLEY|DISCORD|SLACK|PYTHON).*")) {
                builder.environment().put(name, value);
            }
        });
        builder.environment().putAll(more);
        return builder;
    }

    private static int ended(Process process) throws InterruptedException {
        Thread hook = endedWithUs(process);
        try {
            return process.waitFor();
        } finally {
            process.destroyForcibly();
            forget(hook);
        }
    }

    private static Thread endedWithUs(Process process) {
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs.
        }
    }

    private static String lastLines(Process process) {
        Deque<String> last = new ArrayDeque<>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> {
                last.add(line);
                if (last.size() > LAST_LINES) {
                    last.removeFirst();
                }
            });
        } catch (IOException | UncheckedIOException _) {
            // What was read is enough.
        }
        return String.join("\n", last);
    }
}
