package dev.parley.prompts;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Decides which turns the model still sees. All lengths are exact, in the model's tokens.
 *
 * <p>The reply budget is kept free, so that a reply is never cut off by the context; what is left is the <em>room</em>
 * of the prompt. While the prompt fits the room, nothing is dropped and the prompt only grows at its end: the engine
 * finds its whole beginning in the cache. When it does not fit, whole oldest exchanges go until at most 60 % of the room
 * is used, so the beginning changes once in many turns and not at every turn.
 *
 * <p>An exchange is what people said up to an answer, and that answer. The newest one (from the last user message on)
 * is never dropped; where it alone takes more than 60 % of the room, it stands alone.
 *
 * @param contextTokens what the model reads and writes in one conversation, at least 2
 * @param replyTokens the most that a reply may have ({@code max-tokens}), at least 1. More than half of the context
 *     counts as half of it, or a large budget would leave no room to be asked anything. A reply that is resumed counts
 *     what is left of its budget.
 */
public record ContextWindow(int contextTokens, int replyTokens) {
    private static final int PERCENT_USED_AFTER_A_CUT = 60;

    /** Refuses a context without room for anything. */
    public ContextWindow {
        if (contextTokens < 2) {
            throw new IllegalArgumentException("A context of %d tokens holds nothing.".formatted(contextTokens));
        }
        if (replyTokens < 1) {
            throw new IllegalArgumentException("A reply of at most %d tokens says nothing.".formatted(replyTokens));
        }
    }

    /**
     * What fits.
     *
     * @param messages the kept messages, oldest first; the first one is a user message
     * @param cut the turn of the first kept message; to be stored, and the next history starts there
     * @param droppedExchanges how many exchanges of the given history were dropped now
     * @param promptTokens the length of the whole prompt, overhead included
     * @param replyTokens the most that the reply may have: the budget, or less where the context ends before; at least
     *     1, and together with the prompt never more than the context
     */
    public record Fit(
            List<CountedMessage> messages, UUID cut, int droppedExchanges, int promptTokens, int replyTokens) {
        /** Copies the list. */
        public Fit {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Cuts a conversation to what fits.
     *
     * @param overheadTokens the system prompt and the template's opening of the reply, at least 0
     * @param messages the conversation from the stored cut to the message to be answered, oldest first, without the
     *     system message. Where the reply to the last user message has begun and is to be continued, it stands last.
     *     Assistant messages before the first user message are left out, since a prompt starts with a person
     * @return the kept messages; given these again, the same ones are kept
     * @throws MessageTooLongException when the newest exchange does not fit alone
     * @throws IllegalArgumentException when there is no user message or a message is neither a user's nor an assistant's
     */
    public Fit fit(int overheadTokens, List<CountedMessage> messages) throws MessageTooLongException {
        var starts = exchangeStarts(overheadTokens, messages);
        // At position i the tokens of messages i, i+1, ...: a long, because the sum of many ints may pass an int.
        var tokensFrom = new long[messages.size() + 1];
        for (var i = messages.size() - 1; i >= 0; i--) {
            tokensFrom[i] = tokensFrom[i + 1] + messages.get(i).tokens();
        }
        var room = contextTokens - reservedForTheReply();
        var newest = starts.getLast();
        if (overheadTokens + tokensFrom[newest] > room) {
            throw new MessageTooLongException(
                    (int) Math.min(tokensFrom[newest], Integer.MAX_VALUE), Math.max(0, room - overheadTokens));
        }
        var dropped = 0;
        if (overheadTokens + tokensFrom[starts.getFirst()] > room) {
            var target = (long) room * PERCENT_USED_AFTER_A_CUT / 100;
            do {
                dropped++;
            } while (dropped < starts.size() - 1 && overheadTokens + tokensFrom[starts.get(dropped)] > target);
        }
        var first = starts.get(dropped);
        var promptTokens = (int) (overheadTokens + tokensFrom[first]);
        return new Fit(
                messages.subList(first, messages.size()),
                messages.get(first).turnId(),
                dropped,
                promptTokens,
                Math.min(replyTokens, contextTokens - promptTokens));
    }

    private int reservedForTheReply() {
        return Math.min(replyTokens, contextTokens / 2);
    }

    /**
     * The positions at which the prompt may start. The last of them is the last user message: people's messages that
     * were never answered stand before it as an exchange of their own, so that they can be dropped.
     */
    private static List<Integer> exchangeStarts(int overheadTokens, List<CountedMessage> messages) {
        if (overheadTokens < 0) {
            throw new IllegalArgumentException("An overhead of %d tokens is not possible.".formatted(overheadTokens));
        }
        var starts = new ArrayList<Integer>();
        var lastUser = -1;
        for (var i = 0; i < messages.size(); i++) {
            if (isUser(messages.get(i).message())) {
                if (i == 0 || !isUser(messages.get(i - 1).message())) {
                    starts.add(i);
                }
                lastUser = i;
            }
        }
        if (lastUser < 0) {
            throw new IllegalArgumentException("There is no user message to answer.");
        }
        if (starts.getLast() != lastUser) {
            starts.add(lastUser);
        }
        return starts;
    }

    private static boolean isUser(ChatMessage message) {
        return switch (message) {
            case UserMessage _ -> true;
            case AiMessage _ -> false;
            default ->
                throw new IllegalArgumentException("A conversation holds user and assistant messages, not "
                        + message.type().name().toLowerCase(Locale.ROOT) + " messages.");
        };
    }
}
