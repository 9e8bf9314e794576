package dev.parley.bot.config;

/** Where the log of a service goes. A command that a person waits for always writes to the file. */
public enum LogTarget {
    /** {@code parley.log} in the folder for state. */
    FILE,
    /** Standard output, for a service manager's journal or a container's log. */
    STDOUT
}
