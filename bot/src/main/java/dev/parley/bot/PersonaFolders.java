package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.prompts.LivePersonas;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaException;
import dev.parley.prompts.PersonaLibrary;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where personas are: those that come with Parley beside its jar, one's own in the home. */
final class PersonaFolders {
    private static final Logger log = LoggerFactory.getLogger(PersonaFolders.class);

    private PersonaFolders() {}

    /** As they are now, once. */
    static PersonaLibrary load(Start start) {
        return live(start).now();
    }

    /** As they will be at any time, but for mistakes. */
    static LivePersonas live(Start start) {
        try {
            return LivePersonas.open(
                    List.of(shipped(), start.home().personas()),
                    start.settings().bot().name(),
                    Set.of(start.settings().chat().persona()),
                    e -> log.warn("the personas stay as they were: {}", e.getMessage()));
        } catch (PersonaException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** The folders in which personas are. */
    static List<Path> all(Start start) {
        List<Path> folders = new ArrayList<>(List.of(shipped()));
        if (Files.isDirectory(start.home().personas())) {
            folders.add(start.home().personas());
        }
        return folders;
    }

    /** The folder of a persona that there is. */
    static Path of(Start start, String id) {
        return all(start).stream()
                .map(each -> each.resolve(id))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }

    /** The Python project that trains adapters. */
    static Path recipe() {
        return beside("training");
    }

    /**
     * Refuses a persona that there is not, with those that there are.
     *
     * @throws CommandFailure if there is none of this id
     */
    static void require(PersonaLibrary library, String id) {
        if (library.find(id).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There is no persona '" + id + "'. There are: "
                            + String.join(
                                    ", ",
                                    library.all().stream().map(Persona::id).toList()) + ".");
        }
    }

    private static Path shipped() {
        return beside("personas");
    }

    /**
     * Among the sources where Parley runs out of a checkout, so that what is trained and measured lies where it is kept;
     * else beside the jar.
     */
    private static Path beside(String name) {
        try {
            Path code = Path.of(PersonaFolders.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            boolean jar = Files.isRegularFile(code);
            // The jar is bot/target/parley/parley.jar, classes lie in bot/target/classes.
            Path module = code.resolve(jar ? "../../.." : "../..").normalize();
            Path source = module.resolveSibling("prompts").resolve(name);
            return jar && !(Files.exists(module.resolve("pom.xml")) && Files.isDirectory(source))
                    ? code.resolveSibling(name)
                    : source;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry is a URI", e);
        }
    }
}
