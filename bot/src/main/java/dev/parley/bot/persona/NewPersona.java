package dev.parley.bot.persona;

import static java.util.Objects.requireNonNull;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.prompts.Persona;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** {@code parley persona new}: a folder that works at once, with everything in it that there is to change. */
public final class NewPersona {
    private static final List<String> FILES = List.of("persona.yaml", "prompt.md", "examples/README.md");

    private final List<Path> folders;
    private final Path own;
    private final PrintStream out;

    /**
     * Where personas are.
     *
     * @param folders all of them
     * @param own the one for the user's, there or not
     * @param out hears what was made and what comes next
     */
    public NewPersona(List<Path> folders, Path own, PrintStream out) {
        this.folders = List.copyOf(folders);
        this.own = own;
        this.out = out;
    }

    /**
     * Makes the folder; all of it or nothing.
     *
     * @param id what the persona is called
     * @throws CommandFailure if that is no id, or taken, or the folder cannot be written
     */
    public void make(String id) {
        String wrong = Persona.idProblem(id);
        if (!wrong.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, wrong);
        }
        folders.stream()
                .map(each -> each.resolve(id))
                .filter(Files::exists)
                .findFirst()
                .ifPresent(taken -> {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "There is a persona '%s' already, in %s; choose another name.".formatted(id, taken));
                });
        Path folder = own.resolve(id);
        Path begun = own.resolve("." + id + "." + UUID.randomUUID());
        try {
            Files.createDirectories(begun.resolve("examples"));
            for (String file : FILES) {
                Files.writeString(begun.resolve(file), text(file, id));
            }
            Files.move(begun, folder);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.STORAGE, "The folder %s cannot be written (%s).".formatted(folder, e.getMessage()));
        }
        out.println("""
                %1$s is there: %2$s

                  try it      ./parley ask --persona %1$s "Who are you?"
                  change it   prompt.md is what it is told, persona.yaml how people see it
                  teach it    write examples (see examples/README.md), then:
                              ./parley persona check %1$s
                              ./parley persona train %1$s
                              ./parley persona evaluate %1$s""".formatted(id, folder));
    }

    private static String text(String file, String id) throws IOException {
        try (var resource = requireNonNull(NewPersona.class.getResourceAsStream("new/" + file), file)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("NAME", id)
                    .replace("TITLE", title(id));
        }
    }

    /** For people: "sea-dog" is called "Sea dog". Quoted, since "007" and "no" are no texts in YAML. */
    private static String title(String id) {
        String words = id.replace('-', ' ').strip();
        String title = words.isEmpty() ? id : words;
        return '"' + title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1) + '"';
    }
}
