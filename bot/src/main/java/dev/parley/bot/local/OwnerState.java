package dev.parley.bot.local;

/**
 * What the owner of the home is doing, for {@code doctor}.
 *
 * @param model the name of the model that answers
 * @param engine the engine in one line
 * @param engineFailed whether it will not come back
 * @param database the database's file, which is open there
 */
public record OwnerState(String model, String engine, boolean engineFailed, String database) {}
