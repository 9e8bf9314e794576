package dev.parley.bot.cli;

import dev.parley.bot.config.ConfigException;
import dev.parley.bot.config.HomeException;
import dev.parley.bot.config.HomeLockedException;
import dev.parley.bot.platform.discord.DiscordException;
import dev.parley.bot.platform.slack.SlackException;
import dev.parley.bot.responder.EngineFailedException;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.models.ModelException;
import dev.parley.engine.models.UnknownModelException;
import dev.parley.persistence.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The one table of exit codes. 8 and 9 are the launcher's: there is no JVM of ours then to say so. */
public enum ExitCode {
    /** Everything asked for was done. */
    OK(0, "done"),
    /** A mistake in Parley; the log file holds the details. */
    UNEXPECTED(1, "something unexpected; the log has the details"),
    /** The command line or the configuration is wrong. */
    USAGE(2, "wrong command line or configuration"),
    /** The engine or its model cannot run here. */
    ENGINE(3, "the engine or the model cannot run"),
    /** A model could not be fetched, or is not what it should be. */
    MODEL(4, "a model could not be fetched or verified"),
    /** Another process owns the home. */
    OWNED(5, "another process runs Parley on this home"),
    /** A folder cannot be written, the disk is full, or the database is damaged. */
    STORAGE(6, "a folder cannot be written, a full disk, or a damaged database"),
    /** A message was refused: empty, or longer than the context. */
    REFUSED(7, "the message was refused (empty, too long)"),
    /** No JDK that is new enough. */
    JAVA(8, "no JDK 25 or newer"),
    /** Maven is missing, or the build failed. */
    BUILD(9, "Parley could not be built"),
    /** A platform refuses the token, or has ended the session for good. */
    PLATFORM(10, "a chat platform does not let Parley in"),
    /** Ctrl-C, or the process that answered has ended. */
    INTERRUPTED(130, "interrupted by Ctrl-C, or with the process that answered");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** What the process ends with. */
    public int code() {
        return code;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }

    /**
     * The code for a failure whose message was written for the person at the terminal; empty for any other, which is a
     * mistake of ours.
     */
    public static Optional<ExitCode> of(Throwable failure) {
        return Optional.ofNullable(
                switch (failure) {
                    case CommandFailure told -> told.exitCode();
                    case ConfigException _ -> USAGE;
                    case HomeLockedException _ -> OWNED;
                    case HomeException _, StoreException _ -> STORAGE;
                    case UnknownModelException _ -> USAGE;
                    case ModelException _ -> MODEL;
                    case EngineFailedException _, EngineException _ -> ENGINE;
                    case DiscordException _, SlackException _ -> PLATFORM;
                    default -> null;
                });
    }

    /** The table as the help shows it: meanings by code. */
    static Map<String, String> table() {
        var table = new LinkedHashMap<String, String>();
        for (var code : values()) {
            table.put(" " + code.code, code.meaning);
        }
        return table;
    }
}
