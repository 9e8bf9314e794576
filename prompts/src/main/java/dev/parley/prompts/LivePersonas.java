package dev.parley.prompts;

import dev.parley.prompts.PersonaException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The personas as their files are now. Who asks for them sees a change at once: the files' times are looked at each time,
 * a fraction of a millisecond for some dozen personas, and only after a change they are read again. A change that is a
 * mistake changes nothing until it is mended.
 */
public final class LivePersonas {
    private static final List<String> FILES = List.of("persona.yaml", "prompt.md");

    private final List<Path> folders;
    private final String botName;
    private final Set<String> needed;
    private final Consumer<PersonaException> mistaken;
    private PersonaLibrary library;
    private Map<Path, Stamp> seen;
    private @Nullable PersonaException mistakes;

    /** What tells cheaply that a file is still the same. */
    private record Stamp(
            long size, FileTime modified, @Nullable Object key) {}

    private LivePersonas(
            List<Path> folders,
            String botName,
            Set<String> needed,
            Consumer<PersonaException> mistaken,
            Map<Path, Stamp> seen,
            PersonaLibrary library) {
        this.folders = List.copyOf(folders);
        this.botName = botName;
        this.needed = Set.copyOf(needed);
        this.mistaken = mistaken;
        this.seen = seen;
        this.library = library;
    }

    /**
     * Reads them for the first time.
     *
     * @param folders the shipped folder, which must be there, then the user's, which may come later
     * @param botName see {@link PersonaLibrary#load}
     * @param needed ids of personas that must not go away while they are in use
     * @param mistaken told once of each change that is a mistake, on the thread that noticed it
     * @return the personas
     * @throws PersonaException with all mistakes, each with file and line
     */
    public static LivePersonas open(
            List<Path> folders, String botName, Set<String> needed, Consumer<PersonaException> mistaken)
            throws PersonaException {
        // The files' times are taken first: what changes while they are read is read again.
        var seen = stamps(folders);
        return new LivePersonas(folders, botName, needed, mistaken, seen, load(folders, botName));
    }

    /**
     * The personas now.
     *
     * @return as the files are; as they were when they were last without mistakes
     */
    public synchronized PersonaLibrary now() {
        var stamps = stamps(folders);
        if (!stamps.equals(seen)) {
            seen = stamps;
            mistakes = reload();
            if (mistakes != null) {
                mistaken.accept(mistakes);
            }
        }
        return library;
    }

    /**
     * Why the personas are not as their files are.
     *
     * @return the mistakes in the files as they were last looked at; empty where there are none
     */
    public synchronized Optional<PersonaException> mistakes() {
        return Optional.ofNullable(mistakes);
    }

    private @Nullable PersonaException reload() {
        try {
            var read = load(folders, botName);
            var gone = needed.stream().filter(id -> read.find(id).isEmpty()).toList();
            if (!gone.isEmpty()) {
                return PersonaException.of(gone.stream().map(this::gone).toList());
            }
            library = read;
            return null;
        } catch (PersonaException e) {
            return e;
        }
    }

    private Problem gone(String id) {
        return new Problem(
                folders.getFirst(),
                0,
                "The persona '%s' is gone, but the configuration names it; put it back, or name another one and start again."
                        .formatted(id));
    }

    private static PersonaLibrary load(List<Path> folders, String botName) throws PersonaException {
        return PersonaLibrary.load(
                folders.stream()
                        .filter(each -> each.equals(folders.getFirst()) || Files.isDirectory(each))
                        .toList(),
                botName);
    }

    /** Of each persona's folder and its files; adapters are looked at by whoever uses them. */
    private static Map<Path, Stamp> stamps(List<Path> folders) {
        var stamps = new HashMap<Path, Stamp>();
        for (var folder : folders) {
            try (var entries = Files.list(folder)) {
                entries.forEach(entry -> {
                    stamp(entry, stamps);
                    FILES.forEach(file -> stamp(entry.resolve(file), stamps));
                });
            } catch (IOException | UncheckedIOException e) {
                // Not there, which is no persona; loading says what is wrong with it.
            }
        }
        return stamps;
    }

    private static void stamp(Path file, Map<Path, Stamp> stamps) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // A folder's time changes with everything that is put into it, adapters in the making too.
            stamps.put(
                    file,
                    attributes.isDirectory()
                            ? new Stamp(0, FileTime.fromMillis(0), attributes.fileKey())
                            : new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
        } catch (IOException e) {
            // Not there; the other stamps say that.
        }
    }
}
