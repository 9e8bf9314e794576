package dev.parley.bot.local;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.parley.bot.cli.DatabaseJob;

/**
 * A line from whoever attaches. The first is {@link Look}, {@link Reload}, {@link Tend} or {@link Attach}; the ids are the
 * sender's own.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
sealed interface Asked {
    /** Wants {@link Told.State}, and nothing else. */
    record Look(int version) implements Asked {}

    /** Wants the configuration to be read again: {@link Told.Reloaded}, and nothing else. */
    record Reload(int version) implements Asked {}

    /** Wants something done with the database: {@link Told.Done}, and {@link Told.Tending} before it. */
    record Tend(int version, DatabaseJob job) implements Asked {}

    /** Wants a conversation: {@link Told.Attached}. */
    record Attach(int version, Wish wish) implements Asked {}

    /** Says something. */
    record Say(long id, String text) implements Asked {}

    /** Gives a command, with its slash. */
    record Order(long id, String line) implements Asked {}

    /** Wants what this id began to end. */
    record Stop(long id) implements Asked {}
}
