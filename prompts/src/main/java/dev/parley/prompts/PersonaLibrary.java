package dev.parley.prompts;

import dev.parley.prompts.PersonaException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All personas of this Parley, as they were when they were loaded. */
public final class PersonaLibrary {
    private final SortedMap<String, Persona> personas;

    private PersonaLibrary(SortedMap<String, Persona> personas) {
        this.personas = personas;
    }

    /**
     * Reads every persona, or refuses them all and says everything that is wrong.
     *
     * <p>Each folder inside the given ones is a persona (files and folders that begin with a dot are not looked at). No
     * persona may take the id or the display name of another one, the shipped ones included: a name must mean the same
     * to everybody who reads it, now and in the stored turns. To change a shipped persona, copy its folder to a new id.
     *
     * @param folders the shipped folder, then the user's. Each must exist; leave out what is optional and not there
     * @param botName what <code>{{bot_name}}</code> stands for in a prompt; not blank, one line
     * @return the personas
     * @throws PersonaException with all mistakes, each with file and line
     */
    public static PersonaLibrary load(List<Path> folders, String botName) throws PersonaException {
        var read = look(folders, botName);
        if (!read.problems().isEmpty()) {
            throw PersonaException.of(read.problems());
        }
        return read.usable();
    }

    /**
     * What was found.
     *
     * @param usable the personas without a mistake, perhaps none
     * @param folders of all personas, those with mistakes too
     * @param problems all that is wrong with the others, and with the folders
     */
    public record Look(PersonaLibrary usable, List<Path> folders, List<Problem> problems) {
        /** Copies the lists. */
        public Look {
            folders = List.copyOf(folders);
            problems = List.copyOf(problems);
        }
    }

    /**
     * As {@link #load}, for who wants to hear of mistakes and go on with the rest.
     *
     * @param folders as in {@link #load}
     * @param botName as in {@link #load}
     * @return what was found
     */
    public static Look look(List<Path> folders, String botName) {
        if (botName.isBlank() || botName.lines().count() != 1) {
            throw new IllegalArgumentException("The bot's name must be one line of text, not '%s'.".formatted(botName));
        }
        var all = new ArrayList<Problem>();
        var personas = new TreeMap<String, Persona>();
        var ids = new HashMap<String, Path>();
        var names = new HashMap<String, Path>();
        var seen = new ArrayList<Path>();
        for (var folder : folders) {
            for (var personaFolder : personaFolders(new Problems(folder, all))) {
                seen.add(personaFolder);
                var problems = new Problems(personaFolder, all);
                var read = new PersonaReader(personaFolder, botName, problems).read();
                var sameId = ids.putIfAbsent(read.id(), personaFolder);
                if (sameId != null) {
                    problems.add(
                            0,
                            "There is a persona '%s' already, in %s; give this folder another name."
                                    .formatted(read.id(), sameId));
                }
                var sameName = names.putIfAbsent(read.name().toLowerCase(Locale.ROOT), read.yaml());
                if (sameName != null && !read.name().isEmpty()) {
                    problems.in(read.yaml())
                            .add(
                                    read.nameLine(),
                                    "The name '%s' is taken by %s; choose another one."
                                            .formatted(read.name(), sameName));
                }
                if (read.persona() != null) {
                    personas.putIfAbsent(read.id(), read.persona());
                }
            }
        }
        if (all.isEmpty() && personas.isEmpty()) {
            folders.forEach(folder -> new Problems(folder, all).add(0, "There is no persona in this folder."));
        }
        return new Look(new PersonaLibrary(personas), seen, all);
    }

    private static List<Path> personaFolders(Problems problems) {
        if (!Files.isDirectory(problems.file())) {
            problems.add(0, "There is no such folder of personas.");
            return List.of();
        }
        try (var entries = Files.list(problems.file())) {
            return entries.filter(entry -> Files.isDirectory(entry)
                            && !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.add(0, "This folder cannot be read (%s).".formatted(e));
            return List.of();
        }
    }

    /**
     * All personas.
     *
     * @return sorted by id; at least one where {@link #load} read them
     */
    public List<Persona> all() {
        return List.copyOf(personas.values());
    }

    /**
     * Those that somebody may mean who has typed so much.
     *
     * @param typed a part of an id or a name, in any case; where it is blank, all are meant
     * @return sorted by id
     */
    public List<Persona> matching(String typed) {
        var part = typed.strip().toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(each -> each.id().contains(part)
                        || each.name().toLowerCase(Locale.ROOT).contains(part))
                .toList();
    }

    /**
     * Looks a persona up.
     *
     * @param id as {@link Persona#id}
     * @return the persona, or nothing
     */
    public Optional<Persona> find(String id) {
        return Optional.ofNullable(personas.get(id));
    }
}
