package dev.parley.bot.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The model that a person chose at the first start or by {@code model use}, kept in the data folder. It counts where
 * {@code engine.model} says nothing: the configuration file belongs to its author and is never rewritten.
 */
public final class ChosenModel {
    private final Path file;

    /** The choice that a home holds. */
    public ChosenModel(Home home) {
        this.file = home.data().resolve("model");
    }

    /**
     * The model that was chosen: a catalogue name, a path or a URL.
     *
     * @throws HomeException when the file cannot be read
     */
    public Optional<String> get() {
        try {
            return Optional.of(Files.readString(file).strip()).filter(name -> !name.isEmpty());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HomeException("cannot read " + file + " (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Remembers a choice; a reader sees the old one or the new one, never half.
     *
     * @param model a catalogue name, a path or a URL, on one line
     * @throws HomeException when it cannot be written
     */
    public void set(String model) {
        try {
            var fresh = Files.createTempFile(file.getParent(), "model", "");
            Files.writeString(fresh, model.strip() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new HomeException("cannot write " + file + " (" + e.getMessage() + ")", e);
        }
    }
}
