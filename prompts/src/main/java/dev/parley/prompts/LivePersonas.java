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
    private final Consumer<PersonaException> mistaken;
    private String botName;
    private Set<String> needed;
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
     * Reads them again, for a bot that may have another name now.
     *
     * @param newName see {@link PersonaLibrary#load}
     * @param newlyNeeded ids of personas that must not go away from now on
     * @throws PersonaException with all mistakes; nothing has changed then
     */
    public synchronized void reread(String newName, Set<String> newlyNeeded) throws PersonaException {
        var stamps = stamps(folders);
        library = read(newName, newlyNeeded);
        botName = newName;
        needed = Set.copyOf(newlyNeeded);
        seen = stamps;
        mistakes = null;
    }

    /**
     * Looks for mistakes in the files as they are; changes nothing.
     *
     * @throws PersonaException with all mistakes
     */
    public synchronized void check() throws PersonaException {
        var _ = read(botName, needed);
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
            library = read(botName, needed);
            return null;
        } catch (PersonaException e) {
            return e;
        }
    }

    private PersonaLibrary read(String name, Set<String> ids) throws PersonaException {
        var read = load(folders, name);
        var gone = ids.stream().filter(id -> read.find(id).isEmpty()).toList();
        if (!gone.isEmpty()) {
            throw PersonaException.of(gone.stream().map(this::gone).toList());
        }
        return read;
    }

    private Problem gone(String id) {
        return new Problem(
                folders.getFirst(),
                0,
                "There is no persona '%s', but the configuration names it; put it back, or name another one and give 'parley reload'."
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
