package dev.parley.bot.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * This machine, as it looks from a mount namespace of its own: what is written to {@code /etc}, {@code /opt},
 * {@code /usr/local} and {@code /var} stays in memory and is gone with it, {@code /tmp} and {@code /run} are new and empty,
 * and nothing else can be written. The checkout is at {@code /mnt/checkout}.
 */
final class PrivateMachine implements AutoCloseable {
    /** Private first of all: a mount or a write that got out would be on the machine of whoever runs the tests. */
    private static final String SETUP = """
            mount --make-rprivate /
            mount -t tmpfs -o mode=0755 tmpfs /mnt
            mkdir /mnt/checkout
            mount --bind "$1" /mnt/checkout
            mount -o remount,bind,ro /mnt/checkout
            mount -t tmpfs -o mode=1777 tmpfs /tmp
            mount -t tmpfs -o mode=0755 tmpfs /run
            for folder in etc opt usr/local var; do
                mkdir -p "/mnt/over/$folder/up" "/mnt/over/$folder/work"
                mount -t overlay -o "lowerdir=/$folder,upperdir=/mnt/over/$folder/up,workdir=/mnt/over/$folder/work" \\
                    overlay "/$folder"
            done
            mount -o remount,bind,ro /
            echo ready
            exec cat
            """;

    private final Process holder;

    /** What a command said and how it ended. */
    record Ended(int exitCode, String out, String err) {}

    private PrivateMachine(Process holder) {
        this.holder = holder;
    }

    /** Skips the test where this machine does not allow it, saying why. */
    static PrivateMachine of(Path checkout) throws IOException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/unshare")),
                "only root of a Linux can have a machine of its own");
        Path complaint = Files.createTempFile("machine", ".err");
        Process holder = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-euc",
                        SETUP,
                        "sh",
                        checkout.toRealPath().toString())
                .redirectError(complaint.toFile())
                .start();
        String answer = holder.inputReader(StandardCharsets.UTF_8).readLine();
        assumeTrue("ready".equals(answer), "no mount namespace here: " + Files.readString(complaint));
        Files.delete(complaint);
        return new PrivateMachine(holder);
    }

    /** The process that holds it. */
    long pid() {
        return holder.pid();
    }

    /** Runs a command to its end. */
    Ended run(Map<String, String> environment, String... command) {
        return inside(holder.pid(), environment, command);
    }

    /** Runs a command to its end where a process is that was {@linkplain #start started}. */
    static Ended inside(long pid, Map<String, String> environment, String... command) {
        try {
            Path out = Files.createTempFile("machine", ".out");
            Path err = Files.createTempFile("machine", ".err");
            Process process = begin(pid, environment, List.of(command), out, err);
            process.getOutputStream().close();
            if (!process.waitFor(240, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(List.of(command) + " does not end: " + Files.readString(err));
            }
            var ended = new Ended(process.exitValue(), text(out), text(err));
            Files.delete(out);
            Files.delete(err);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What is no text in it becomes a replacement character. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Starts a command whose output goes to a file of the real machine. */
    Process start(Path output, Map<String, String> environment, List<String> command) throws IOException {
        return begin(holder.pid(), environment, command, output, output);
    }

    private static Process begin(long pid, Map<String, String> environment, List<String> command, Path out, Path err)
            throws IOException {
        var line = new ArrayList<>(List.of(
                "nsenter", "--mount=/proc/" + pid + "/ns/mnt", "sh", "-c", "cd /mnt/checkout && exec \"$@\"", "sh"));
        line.addAll(command);
        var builder = new ProcessBuilder(line).redirectOutput(out.toFile());
        if (out.equals(err)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(err.toFile());
        }
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
