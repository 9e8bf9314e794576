package dev.parley.bot.attachment;

import dev.parley.bot.attachment.PdfAnswer.Rest;
import dev.parley.engine.client.Cancellation;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads PDFs, each in a {@linkplain PdfText process of its own}: its heap caps the memory, its end the time. It gets no
 * environment and writes no file.
 */
final class PdfReader {
    private static final Logger log = LoggerFactory.getLogger(PdfReader.class);

    /** At once, in the whole bot; each costs memory and a core. */
    private static final int PROCESSES = 2;

    private static final long LOOK_AROUND_MILLIS = 100;

    /** What {@code -XX:+ExitOnOutOfMemoryError} ends with. */
    private static final int OUT_OF_MEMORY = 3;

    /** SIGKILL that is not ours: the machine has no memory left. */
    private static final int KILLED = 137;

    /** A JVM that does not start. */
    private static final int FAILED = 1;

    private static final Duration GRACE = Duration.ofSeconds(5);

    /** A terminal's Ctrl-C goes to every process of its group; what is begun is read to its end. */
    private static final String IGNORE_INTERRUPTS = "trap '' INT; exec \"$@\"";

    private final AttachmentLimits limits;
    private final Semaphore places = new Semaphore(PROCESSES, true);

    PdfReader(AttachmentLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads a file; blocks.
     *
     * @param file its bytes
     * @param cancellation breaks it off; then the answer means nothing
     */
    PdfAnswer read(byte[] file, Cancellation cancellation) throws InterruptedException {
        while (!places.tryAcquire(LOOK_AROUND_MILLIS, TimeUnit.MILLISECONDS)) {
            if (cancellation.isCancelled()) {
                return new PdfAnswer.Unread(Rest.SLOW);
            }
        }
        try {
            return inProcess(file, cancellation);
        } catch (IOException e) {
            log.warn("the process that reads PDF files does not start", e);
            return new PdfAnswer.Unread(Rest.NOT_BEGUN);
        } finally {
            places.release();
        }
    }

    private PdfAnswer inProcess(byte[] file, Cancellation cancellation) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(line()).redirectError(Redirect.DISCARD);
        builder.environment().clear();
        var process = builder.start();
        var late = new AtomicBoolean();
        try (var _ = cancellation.onCancel(process::destroyForcibly)) {
            Thread.ofVirtual().name("pdf-limit").start(() -> endInTime(process, late));
            send(file, process);
            var heard = new Heard(limits.characters());
            heard.listen(process.getInputStream());
            if (heard.rest == null && !heard.locked) {
                heard.rest = reason(process.waitFor(), late.get());
            }
            return heard.answer();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Why it ended before it was done. */
    private static Rest reason(int exitCode, boolean late) {
        if (late) {
            return Rest.SLOW;
        }
        return switch (exitCode) {
            case OUT_OF_MEMORY, KILLED -> Rest.LARGE;
            case FAILED -> Rest.NOT_BEGUN;
            default -> Rest.DAMAGED;
        };
    }

    private void endInTime(Process process, AtomicBoolean late) {
        try {
            if (!process.waitFor(limits.pdfTime().toNanos(), TimeUnit.NANOSECONDS)) {
                late.set(true);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static void send(byte[] file, Process process) {
        try (var input = process.getOutputStream()) {
            input.write(file);
        } catch (IOException e) {
            // It has ended already; how, its answer and its exit code say.
        }
    }

    private List<String> line() {
        var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                "/bin/sh",
                "-c",
                IGNORE_INTERRUPTS,
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + limits.pdfMegabytes() + "m",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-XX:+PerfDisableSharedMem",
                // Standard output is for the answer.
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Djava.awt.headless=true",
                "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
                "-cp",
                classPath,
                PdfText.class.getName(),
                String.valueOf(limits.pdfPages()),
                String.valueOf(limits.characters()),
                String.valueOf(limits.pdfTime().plus(GRACE).toMillis()));
    }

    /** What the process says. */
    private static final class Heard {
        private final StringBuilder text = new StringBuilder();
        private final int characters;
        private boolean locked;
        private int pages;
        private int read;
        private @Nullable Rest rest;

        Heard(int characters) {
            this.characters = characters;
        }

        void listen(InputStream answer) {
            try (var in = new DataInputStream(new BufferedInputStream(answer))) {
                switch (in.read()) {
                    case PdfText.TEXT -> takePages(in);
                    case PdfText.LOCKED -> locked = true;
                    case PdfText.DAMAGED -> rest = Rest.DAMAGED;
                    default -> {}
                }
            } catch (IOException e) {
                // It has ended, before it said why there is no more.
            }
        }

        private void takePages(DataInputStream in) throws IOException {
            pages = in.readInt();
            // One character more than is wanted tells that there are more.
            while (text.length() <= characters) {
                var length = in.readInt();
                if (length < 0) {
                    rest = length == PdfText.END ? Rest.NONE : Rest.DAMAGED;
                    return;
                }
                var number = in.readInt();
                text.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
                read = number;
            }
            rest = Rest.NONE;
        }

        PdfAnswer answer() {
            if (locked) {
                return new PdfAnswer.Locked();
            }
            var why = rest == null ? Rest.DAMAGED : rest;
            return why != Rest.NONE && text.toString().isBlank()
                    ? new PdfAnswer.Unread(why)
                    : new PdfAnswer.Text(text.toString(), read, Math.max(pages, read), why);
        }
    }
}
