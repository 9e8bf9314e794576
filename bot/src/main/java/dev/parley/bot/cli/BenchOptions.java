package dev.parley.bot.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench} was asked for.
 *
 * @param conversations people at the same time
 * @param turns messages of each
 * @param promptTokens of a message, about
 * @param replyTokens of a reply
 * @param personas different system prompts
 * @param rounds how often all of it
 * @param seed of the messages
 * @param inTurn one message on its way at a time
 * @param against the address of another server; null: Parley's own engine alone
 * @param againstModel the model that the other is asked for; null: the only one it has
 * @param apiKeyFile the other's bearer token, on the first line; null: the environment's, or none
 * @param json one object instead of the table
 * @param plot where the picture goes; null: none
 */
public record BenchOptions(
        int conversations,
        int turns,
        int promptTokens,
        int replyTokens,
        int personas,
        int rounds,
        long seed,
        boolean inTurn,
        @Nullable String against,
        @Nullable String againstModel,
        @Nullable Path apiKeyFile,
        boolean json,
        @Nullable Path plot) {}
