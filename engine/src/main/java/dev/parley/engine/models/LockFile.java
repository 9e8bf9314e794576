package dev.parley.engine.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code models.lock.json} in the models folder: the checksum of every model that was fetched, so that a later download of
 * the same name brings the same bytes, and the stamps of the files. Written as a whole, by one process at a time.
 */
final class LockFile {

    /** @param models by name, or by path for files outside the folder */
    private record Content(Map<String, Pin> models) {}

    private final Path file;
    private final JsonMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    LockFile(Path folder) {
        this.file = folder.resolve("models.lock.json");
    }

    /** What is remembered under that key. */
    Optional<Pin> find(String key) {
        return Optional.ofNullable(read().get(key));
    }

    /** Remembers it, in place of what was there. */
    void put(String key, Pin pin) throws InterruptedException {
        try (var _ = FolderLock.acquire(file.resolveSibling(".models.lock"), () -> {})) {
            var models = read();
            models.put(key, pin);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, mapper.writeValueAsBytes(new Content(models)));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileTrouble.writing(file, e);
        }
    }

    private Map<String, Pin> read() {
        if (!Files.exists(file)) {
            return new TreeMap<>();
        }
        try {
            return new TreeMap<>(
                    mapper.readValue(Files.readAllBytes(file), Content.class).models());
        } catch (JsonProcessingException | NullPointerException e) {
            throw new ModelFileException(
                    "%s is damaged. Remove it: the next pull or verify writes it anew.".formatted(file), e);
        } catch (IOException e) {
            throw FileTrouble.reading(file, e);
        }
    }
}
