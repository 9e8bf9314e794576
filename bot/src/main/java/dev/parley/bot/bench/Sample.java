package dev.parley.bot.bench;

import org.jspecify.annotations.Nullable;

/**
 * One reply as its client saw it. All times are this process's {@link System#nanoTime()}.
 *
 * @param round which, from 0
 * @param turn which of the conversation, from 0
 * @param sentAt when the request was handed to the client
 * @param arrivals when each piece of text came, in order; a piece is one token or more
 * @param promptTokens as the server counts them; 0 where it failed
 * @param cachedTokens of these, how many it did not read again; -1 where it does not say
 * @param knownTokens how many of the prompt's tokens it had read or written before in this conversation
 * @param replyTokens as the server counts them
 * @param failure what went wrong, in a sentence; null where nothing did
 */
record Sample(
        int round,
        int turn,
        long sentAt,
        long[] arrivals,
        int promptTokens,
        int cachedTokens,
        int knownTokens,
        int replyTokens,
        @Nullable String failure) {

    boolean failed() {
        return failure != null;
    }

    /** From the sending of the request to the first piece of text. */
    double firstTokenMillis() {
        return (arrivals[0] - sentAt) / 1e6;
    }

    /** Tokens a second from the first piece to the last. Exact where the first piece is one token, as with servers it is. */
    double perSecond() {
        return (replyTokens - 1) * 1e9 / (lastArrival() - arrivals[0]);
    }

    long lastArrival() {
        return arrivals[arrivals.length - 1];
    }
}
