package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.ConfigException;
import dev.parley.bot.config.CurrentSettings;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.local.OwnerConnection;
import dev.parley.bot.local.Reload;
import dev.parley.bot.log.Logs;
import dev.parley.bot.words.Words;
import dev.parley.prompts.LivePersonas;
import dev.parley.prompts.PersonaException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code parley reload}: at the owner's end, and at that of the command. */
final class Reloading {
    private static final Logger log = LoggerFactory.getLogger(Reloading.class);

    private final Start start;
    private final CurrentSettings current;
    private final LivePersonas personas;

    /**
     * Nothing is read yet.
     *
     * @param start the command line and the environment, which stay
     * @param current what changes
     * @param personas whose files are read again too
     */
    Reloading(Start start, CurrentSettings current, LivePersonas personas) {
        this.start = start;
        this.current = current;
        this.personas = personas;
    }

    /**
     * Reads again.
     *
     * @return what changed, and what did not
     * @throws CommandFailure with all mistakes; nothing has changed then
     */
    synchronized Reload again() {
        Path file = start.configFileNow();
        Settings fresh;
        try {
            fresh = new SettingsReader(start.environment()).read(Settings.class, file, start.flags());
        } catch (ConfigException e) {
            throw mistaken(e, mistakesOfPersonas());
        }
        try {
            personas.reread(fresh.bot().name(), Set.of(fresh.chat().persona()));
        } catch (PersonaException e) {
            throw mistaken(null, e);
        }
        CurrentSettings.Change change = current.compare(fresh);
        current.take(change);
        Logs.level(change.settings().logging().level());
        log.info("the configuration was read again: {} changed, {} need a restart", change.changed(), change.restart());
        return new Reload(file == null ? null : file.toAbsolutePath().toString(), change.changed(), change.restart());
    }

    /** All mistakes are told at once, in the personas' files too. */
    private @Nullable PersonaException mistakesOfPersonas() {
        try {
            personas.check();
            return null;
        } catch (PersonaException e) {
            return e;
        }
    }

    private static CommandFailure mistaken(@Nullable ConfigException settings, @Nullable PersonaException personas) {
        String words = (settings == null ? "" : settings.getMessage() + "\n")
                + (personas == null ? "" : personas.getMessage() + "\n")
                + "nothing was changed";
        log.warn("the configuration was read again and has mistakes; nothing was changed");
        return new CommandFailure(ExitCode.USAGE, words);
    }

    /**
     * Lets the owner of a home read its configuration again.
     *
     * @param home whose owner
     * @param out where it is said what changed
     * @throws CommandFailure with the owner's mistakes, or where there is nobody
     */
    static ExitCode ask(Home home, PrintStream out) {
        OwnerConnection owner = OwnerConnection.open(home.socket(), Words.english())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "nobody runs Parley on this home (" + home.socket()
                                + "), so there is nothing to reload; the next './parley run' reads the configuration"));
        try (owner) {
            Reload done = owner.reload();
            out.println(
                    "read again: " + (done.file() == null ? "no file; the environment and the defaults" : done.file()));
            if (done.changed().isEmpty()) {
                out.println("nothing changed at once");
            }
            done.changed().forEach(each -> out.println("changed: " + each));
            done.restart().forEach(each -> out.println("needs a restart, stays as it was: " + each));
            return ExitCode.OK;
        }
    }
}
