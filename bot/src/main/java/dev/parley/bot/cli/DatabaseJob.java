package dev.parley.bot.cli;

import org.jspecify.annotations.Nullable;

/**
 * What {@code db} is to do.
 *
 * @param kind which of its commands
 * @param file the backup's absolute path; null where there is none to it
 * @param force whether a backup may take the place of another file
 */
public record DatabaseJob(Kind kind, @Nullable String file, boolean force) {
    /** The commands. */
    public enum Kind {
        /** Writes a backup. */
        BACKUP,
        /** Puts a backup in the database's place. */
        RESTORE,
        /** Reads everything. */
        CHECK,
        /** Makes the file smaller. */
        COMPACT,
        /** Reads out a damaged file. */
        RECOVER
    }
}
