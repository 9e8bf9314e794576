package dev.parley.engine.client;

/**
 * What Parley's own engine holds at the moment.
 *
 * @param states of conversations at rest, in memory
 * @param stateBytes what they take there
 * @param stateFiles states on disk
 * @param fileBytes what they take there
 * @param residentBytes the process's memory, the model's file included as far as it was read
 */
public record EngineUse(int states, long stateBytes, int stateFiles, long fileBytes, long residentBytes) {}
