package dev.parley.bot.local;

import org.jspecify.annotations.Nullable;

/**
 * The conversation that somebody wants to attach to, and what holds for this session alone. What is null is as the owner
 * has it.
 *
 * @param conversation its name
 * @param persona who answers, whatever was chosen before
 * @param maxTokens the longest reply, in tokens
 * @param temperature 0 to 2
 * @param seed the start of the random numbers
 */
public record Wish(
        String conversation,
        @Nullable String persona,
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Long seed) {}
