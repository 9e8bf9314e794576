package dev.parley.bot.config;

/**
 * One mistake in the configuration.
 *
 * @param where a file, an environment variable or a flag
 * @param line the line in the file, from 1; 0 where there is none
 * @param words what is wrong and what would be right
 */
public record ConfigProblem(String where, int line, String words) {
    @Override
    public String toString() {
        return (line == 0 ? where : where + ":" + line) + ": " + words;
    }
}
