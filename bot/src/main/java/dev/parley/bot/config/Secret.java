package dev.parley.bot.config;

/**
 * A setting that no log, message or {@code toString} may show. Besides its own environment variable it can be given by a
 * file, named by the same variable with {@code _FILE}.
 *
 * @param value what is secret, not blank
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
