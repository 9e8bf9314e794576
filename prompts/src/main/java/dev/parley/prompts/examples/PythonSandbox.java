package dev.parley.prompts.examples;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.prompts.examples.SandboxResult.Reached;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs Python that nobody has read, each time in a process of its own: no network, no other process in sight, an empty
 * environment, an empty folder, no files to read or write, and limits for processor time, memory, processes, time and
 * output. Linux only. Safe from many threads at once.
 */
public final class PythonSandbox {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int CPU_SECONDS = 2;
    private static final long MEMORY_BYTES = 512L << 20;
    private static final int PROCESSES = 32;
    private static final int OUTPUT_BYTES = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<String> command;
    private final Duration longest;
    private final String impossible;

    private PythonSandbox(List<String> command, Duration longest, String impossible) {
        this.command = command;
        this.longest = longest;
        this.impossible = impossible;
    }

    /** The same with another limit for the time that a run takes, the start of Python included. */
    PythonSandbox within(Duration other) {
        return new PythonSandbox(command, other, impossible);
    }

    /**
     * Looks for what it needs ({@code python3}, and util-linux's {@code unshare} and {@code prlimit}) and tries it.
     *
     * @param environment of this process; its {@code PATH} is searched
     * @return the sandbox, an impossible one where something is missing or not permitted
     * @throws InterruptedException if the thread is interrupted while it tries
     */
    public static PythonSandbox find(Map<String, String> environment) throws InterruptedException {
        var python = program("python3", environment);
        var unshare = program("unshare", environment);
        var prlimit = program("prlimit", environment);
        if (python.isEmpty() || unshare.isEmpty() || prlimit.isEmpty()) {
            return impossible("there is no %s".formatted(python.isEmpty() ? "python3" : "unshare and prlimit"));
        }
        var interpreter = interpreter(python.get());
        if (interpreter.isEmpty()) {
            return impossible("python3 does not say where it is");
        }
        var sandbox = new PythonSandbox(
                List.of(
                        unshare.get().toString(),
                        "-rnpf",
                        "--kill-child",
                        prlimit.get().toString(),
                        "--cpu=%d:%d".formatted(CPU_SECONDS, CPU_SECONDS + 1),
                        "--as=%d".formatted(MEMORY_BYTES),
                        "--fsize=0",
                        "--nproc=%d".formatted(PROCESSES),
                        "--nofile=64",
                        "--core=0",
                        interpreter,
                        "-I",
                        "-S",
                        "-c",
                        program()),
                LONGEST,
                "");
        var tried = sandbox.run("answer = 42", "assert answer == 42");
        return tried.passed() ? sandbox : impossible(tried.reason());
    }

    /**
     * A sandbox that runs nothing.
     *
     * @param why a clause, such as "there is no python3"
     * @return one whose {@link #impossible} says so
     */
    public static PythonSandbox impossible(String why) {
        return new PythonSandbox(
                List.of(),
                LONGEST,
                "Code cannot be run apart from everything else on this machine: %s.".formatted(why));
    }

    /**
     * Why nothing can be run here.
     *
     * @return a sentence, empty where it can
     */
    public String impossible() {
        return impossible;
    }

    /**
     * Runs code and, in the same module, its test.
     *
     * @param code Python 3
     * @param test Python 3, run after it; what it raises fails it
     * @return how far they came
     * @throws InterruptedException if the thread is interrupted meanwhile; what ran is then killed
     * @throws IllegalStateException if it is {@link #impossible()}
     */
    public SandboxResult run(String code, String test) throws InterruptedException {
        if (!impossible.isEmpty()) {
            throw new IllegalStateException(impossible);
        }
        try {
            var folder = Files.createTempDirectory("parley-sandbox");
            try {
                return run(code, test, folder);
            } finally {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SandboxResult run(String code, String test, Path folder) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        var process = builder.start();
        try {
            var output = reading(process.getInputStream(), process);
            var errors = reading(process.getErrorStream(), process);
            var token = UUID.randomUUID().toString();
            try (var input = process.getOutputStream()) {
                input.write(JSON.writeValueAsBytes(Map.of("answer", code, "test", test, "token", token)));
            } catch (IOException _) {
                // It ended early; how it ended is said below.
            }
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return new SandboxResult(Reached.CODE, "It takes more than %d seconds.".formatted(longest.toSeconds()));
            }
            return result(process.exitValue(), output.get(), errors.get(), token);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private static SandboxResult result(int exit, byte[] output, byte[] errors, String token) throws IOException {
        if (output.length > OUTPUT_BYTES || errors.length > OUTPUT_BYTES) {
            return new SandboxResult(Reached.CODE, "It prints more than %d kB.".formatted(OUTPUT_BYTES / 1024));
        }
        var text = new String(output, StandardCharsets.UTF_8);
        var report = text.lastIndexOf('\n' + token);
        if (report >= 0) {
            JsonNode said = JSON.readTree(text.substring(report + 1 + token.length()));
            return new SandboxResult(
                    Reached.valueOf(said.path("reached").asText().toUpperCase(Locale.ROOT)),
                    said.path("why").asText());
        }
        var lastWords = new String(errors, StandardCharsets.UTF_8).lines().reduce("", (_, last) -> last);
        // unshare 2.38 cannot die as its child did, by SIGKILL, and complains of that.
        var killed = exit >= 128 || lastWords.contains("sigprocmask unblock failed");
        return new SandboxResult(
                Reached.CODE,
                killed
                        ? "It takes too much processor time, or crashes Python."
                        : "It ends before its test does%s."
                                .formatted(lastWords.isEmpty() ? "" : " (" + lastWords + ")"));
    }

    /** Reads to the end, or one byte more than is allowed and then ends the process. */
    private static CompletableFuture<byte[]> reading(InputStream stream, Process process) {
        var read = new CompletableFuture<byte[]>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                var bytes = stream.readNBytes(OUTPUT_BYTES + 1);
                if (bytes.length > OUTPUT_BYTES) {
                    process.destroyForcibly();
                }
                read.complete(bytes);
            } catch (IOException | RuntimeException e) {
                read.complete(new byte[0]);
            }
        });
        return read;
    }

    /**
     * Looks for a program as a shell does.
     *
     * @param name its file's name
     * @param environment of this process; its {@code PATH} is searched
     * @return the first one that can be executed
     */
    public static Optional<Path> program(String name, Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What really runs: the first python3 may be a script that needs the environment to find it. */
    private static String interpreter(Path python) throws InterruptedException {
        try {
            var process = new ProcessBuilder(
                            List.of(python.toString(), "-I", "-c", "import sys; print(sys.executable)"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            var answer = reading(process.getInputStream(), process);
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return "";
            }
            var lines = new ArrayList<>(
                    new String(answer.join(), StandardCharsets.UTF_8).lines().toList());
            return lines.isEmpty() ? "" : lines.getLast().strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static String program() {
        try (var file = requireNonNull(PythonSandbox.class.getResourceAsStream("sandbox.py"), "sandbox.py")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
