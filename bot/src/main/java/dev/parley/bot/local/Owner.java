package dev.parley.bot.local;

import org.jspecify.annotations.Nullable;

/**
 * The process that owns the home, as it was started.
 *
 * @param pid its process id
 * @param model its model, in a form in which two that are the same are equal
 * @param config its configuration file's real path; null where it has none
 */
public record Owner(long pid, String model, @Nullable String config) {}
