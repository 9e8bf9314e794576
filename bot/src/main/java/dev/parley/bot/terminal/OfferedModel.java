package dev.parley.bot.terminal;

/**
 * A model that can be chosen at the first start.
 *
 * @param sizeBytes the file
 * @param memoryBytes what it needs to run, its context included
 * @param description a few words
 */
public record OfferedModel(String name, long sizeBytes, long memoryBytes, String description) {}
