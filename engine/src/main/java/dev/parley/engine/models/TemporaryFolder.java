package dev.parley.engine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder for one download. Its name is always the same, so that the next one clears away what a crash left. */
final class TemporaryFolder {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

    private final Path path;

    TemporaryFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Makes it, empty. */
    void create() throws IOException {
        delete();
        Files.createDirectory(path);
    }

    /** Removes it with all that is in it; what cannot be removed stays, with a line in the log. */
    void delete() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", path, Reasons.of(e));
        }
    }
}
