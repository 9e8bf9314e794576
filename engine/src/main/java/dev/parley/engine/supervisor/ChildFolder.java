package dev.parley.engine.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a child puts its library and copies of adapters for a moment. The system's folder for such things may be small, or
 * forbid to run what lies there.
 */
final class ChildFolder {
    private static final Logger log = LoggerFactory.getLogger(ChildFolder.class);

    /** A child removes its files within seconds; what is older was left by one that was killed. */
    private static final Duration LEFT = Duration.ofHours(1);

    private ChildFolder() {}

    /**
     * Makes it where it is not there, and removes what was left in it.
     *
     * @param directory where the child runs
     * @return the folder; empty where there can be none, and the system's has to do
     */
    static Optional<Path> in(Path directory) {
        Path folder = directory.toAbsolutePath().resolve("tmp");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            removeLeft(folder);
            return Optional.of(folder);
        } catch (IOException | UncheckedIOException e) {
            log.debug("the engine unpacks into the system's folder", e);
            return Optional.empty();
        }
    }

    private static void removeLeft(Path folder) throws IOException {
        Instant since = Instant.now().minus(LEFT);
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(each -> each.toFile().lastModified() < since.toEpochMilli())
                    .toList();
        }
        for (Path each : left) {
            try (Stream<Path> inside = Files.walk(each)) {
                for (Path one : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }
}
