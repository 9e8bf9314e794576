package dev.parley.engine.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes were started and by whom, so that one whose starter was killed is found at the next start. A process
 * id alone would name a stranger after a reboot, so each stands with the time at which its process started.
 */
final class PidFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PidFiles.class);
    private static final String PREFIX = "llama-server-";
    private static final String SUFFIX = ".pid";

    /** The system counts from its own start, whose moment it corrects with its clock. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Path folder;

    PidFiles(Path folder) {
        this.folder = folder;
    }

    /** A process as it is known again. */
    private record Known(long pid, Instant started) {

        static Known of(ProcessHandle process) {
            return new Known(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
        }

        /** The process, if it still lives and is the same. */
        Optional<ProcessHandle> living() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(now -> Duration.between(started, now).abs().compareTo(TOLERANCE) <= 0)
                            .isPresent());
        }

        String line() {
            return pid + " " + started.toEpochMilli();
        }

        static @Nullable Known parse(String line) {
            var words = line.split(" ", -1);
            try {
                return words.length == 2
                        ? new Known(Long.parseLong(words[0]), Instant.ofEpochMilli(Long.parseLong(words[1])))
                        : null;
            } catch (NumberFormatException damaged) {
                return null;
            }
        }
    }

    /** Keeps which process was started by this one. */
    void keep(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            try {
                Files.write(
                        file(pid),
                        List.of(
                                Known.of(process).line(),
                                Known.of(ProcessHandle.current()).line()));
            } catch (IOException e) {
                // The watching shell ends it all the same.
                LOG.warn("Cannot keep the engine's process id in {}", folder, e);
            }
        });
    }

    /** Forgets a process that has ended; one that outlived the shell that watched it is ended first. */
    void drop(long pid) {
        try {
            var server = Files.readString(file(pid)).lines().findFirst().map(Known::parse);
            server.flatMap(Known::living).ifPresent(PidFiles::end);
            Files.deleteIfExists(file(pid));
        } catch (IOException e) {
            LOG.debug("Cannot delete {}", file(pid), e);
        }
    }

    /** Ends processes whose starter no longer lives. */
    void endOrphans() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                endOrphan(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Cannot look for engines that were left behind in {}", folder, e);
        }
    }

    private static void endOrphan(Path file) throws IOException {
        var lines = Files.readString(file).lines().toList();
        var known = lines.size() == 2
                ? Arrays.asList(Known.parse(lines.getFirst()), Known.parse(lines.getLast()))
                : Arrays.<Known>asList(null, null);
        var server = known.getFirst();
        var starter = known.getLast();
        if (server != null && starter != null) {
            if (starter.living().isPresent()) {
                return;
            }
            server.living().ifPresent(PidFiles::end);
        }
        Files.deleteIfExists(file);
    }

    private static void end(ProcessHandle orphan) {
        LOG.warn("Ending process {}, an engine that was left behind", orphan.pid());
        orphan.destroyForcibly();
        try {
            var _ = orphan.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Process {} does not leave", orphan.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path file(long pid) {
        return folder.resolve(PREFIX + pid + SUFFIX);
    }
}
