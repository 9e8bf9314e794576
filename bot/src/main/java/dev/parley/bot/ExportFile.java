package dev.parley.bot;

import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** What a command hands out, as a file in the folder where the terminal is. */
final class ExportFile {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneId.systemDefault());

    private final Words words;
    private final Clock clock;

    ExportFile(Words words, Clock clock) {
        this.words = words;
        this.clock = clock;
    }

    /** Writes it, readable for its owner only, and says where it is or why it is not. */
    CommandResult save(String name, byte[] content) {
        int dot = name.lastIndexOf('.');
        Path file = Path.of(name.substring(0, dot) + "-" + STAMP.format(clock.instant()) + name.substring(dot))
                .toAbsolutePath();
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            file.toFile().setReadable(false, false);
            file.toFile().setReadable(true, true);
            return new CommandResult.Said(words.say("export.done", file.toString()));
        } catch (FileAlreadyExistsException e) {
            return new CommandResult.Refused(words.say("export.exists", file.toString()));
        } catch (IOException e) {
            return new CommandResult.Refused(
                    words.say("export.failed", file.toString(), String.valueOf(e.getMessage())));
        }
    }
}
