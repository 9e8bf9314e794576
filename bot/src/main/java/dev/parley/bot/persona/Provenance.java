package dev.parley.bot.persona;

import dev.parley.engine.client.Sampling;

/**
 * What figures are worth nothing without.
 *
 * @param persona its id
 * @param model the base model's name
 * @param modelSha256 of its file
 * @param adapter the adapter's file name
 * @param adapterSha256 of its file
 * @param scale its strength
 * @param dataSha256 of the file of held-out examples
 * @param promptHash of the persona's prompt and sampling
 * @param sampling how replies were drawn
 * @param mostTokens the longest reply
 * @param engine which engine, and its build
 */
record Provenance(
        String persona,
        String model,
        String modelSha256,
        String adapter,
        String adapterSha256,
        double scale,
        String dataSha256,
        String promptHash,
        Sampling sampling,
        int mostTokens,
        String engine) {}
