package dev.parley.engine.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A model's file while it is incomplete: {@code NAME.gguf.part}, and beside it a note of where it comes from and the
 * validator (ETag or date) with which the server can say whether the rest still fits. Failures of the disk are
 * {@link ModelException}s, so that they are not taken for failures of a source.
 */
final class PartialFile {

    private final Path part;
    private final Path note;

    /** @param target where the whole file will be */
    PartialFile(Path target) {
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.note = target.resolveSibling(target.getFileName() + ".part.from");
    }

    Path path() {
        return part;
    }

    /** The models folder. */
    Path folder() {
        return Objects.requireNonNull(part.getParent());
    }

    /** Bytes that are there; 0 where there is no such file. */
    long size() {
        try {
            return Files.exists(part) ? Files.size(part) : 0;
        } catch (IOException e) {
            throw FileTrouble.reading(part, e);
        }
    }

    /** The validator of what is there, empty where it came from elsewhere or cannot be continued. */
    Optional<String> validator(String origin) {
        if (!Files.exists(note) || size() == 0) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(note);
            return lines.size() == 2 && lines.get(0).equals(origin) ? Optional.of(lines.get(1)) : Optional.empty();
        } catch (IOException e) {
            throw FileTrouble.reading(note, e);
        }
    }

    /** Begins anew; with an empty validator it cannot be continued later. */
    FileChannel begin(String origin, Optional<String> validator) {
        try {
            Files.deleteIfExists(note);
            var channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            if (validator.isPresent()) {
                Files.write(note, List.of(origin, validator.get()));
            }
            return channel;
        } catch (IOException e) {
            throw FileTrouble.writing(part, e);
        }
    }

    /** Goes on at its end. */
    FileChannel goOn() {
        try {
            return FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw FileTrouble.writing(part, e);
        }
    }

    /** Removes all of it. */
    void delete() {
        try {
            Files.deleteIfExists(note);
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw FileTrouble.writing(part, e);
        }
    }

    /** Moves the whole file into place, durably: what the name then shows survives a power cut. */
    void install(Path target) {
        try (var file = FileChannel.open(part, StandardOpenOption.WRITE)) {
            file.force(true);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw FileTrouble.writing(target, e);
        }
    }
}
