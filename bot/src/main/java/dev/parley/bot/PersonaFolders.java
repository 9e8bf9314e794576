package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.prompts.PersonaException;
import dev.parley.prompts.PersonaLibrary;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where personas are: those that come with Parley beside its jar, one's own in the home. */
final class PersonaFolders {
    private PersonaFolders() {}

    static PersonaLibrary load(Start start) {
        List<Path> folders = new ArrayList<>(List.of(shipped()));
        if (Files.isDirectory(start.home().personas())) {
            folders.add(start.home().personas());
        }
        try {
            return PersonaLibrary.load(folders, start.settings().bot().name());
        } catch (PersonaException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** Beside the jar; beside the sources where Parley runs out of a build's classes. */
    private static Path shipped() {
        try {
            Path code = Path.of(PersonaFolders.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isRegularFile(code)
                    ? code.resolveSibling("personas")
                    : code.resolve("../../../prompts/personas").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry is a URI", e);
        }
    }
}
