package dev.parley.bot.responder;

import dev.langchain4j.data.message.ChatMessage;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.PromptTokens;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import dev.parley.prompts.ContextWindow;
import dev.parley.prompts.CountedMessage;
import dev.parley.prompts.MessageTooLongException;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PromptBuilder;
import dev.parley.prompts.PromptTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns stored turns into the prompt that fits: the engine counts, the window cuts. */
final class PromptWindows {
    /**
     * A prompt that fits.
     *
     * @param messages system message first; a reply that was begun is the last one
     * @param replyTokens the most that the reply may have
     * @param cut the first turn that it holds
     * @param dropped exchanges that no longer fit, this time
     * @param leftOut turns of the conversation that it does not hold
     */
    record Window(List<ChatMessage> messages, int replyTokens, UUID cut, int dropped, int leftOut) {}

    private PromptWindows() {}

    /**
     * Fits a conversation.
     *
     * @param engine counts
     * @param shared whether several people may write there
     * @param path from the conversation's first turn to the question
     * @param cut the first turn that the last window held; null for all
     * @param cacheKey the conversation at the engine, whose replies keep their tokens; null for none
     * @param begun the reply's text as far as there is one, which needs room too; empty for a new one
     * @param mostTokens the longest reply, or the most that is added to it
     * @param share of the context that is used, 1 for all of it
     * @throws MessageTooLongException if the question alone does not fit, with the begun reply
     */
    static Window fit(
            EngineClient engine,
            Persona persona,
            boolean shared,
            List<Turn> path,
            @Nullable UUID cut,
            @Nullable String cacheKey,
            String begun,
            int mostTokens,
            double share)
            throws MessageTooLongException {
        ContextWindow window = new ContextWindow((int) (engine.props().contextTokens() * share), mostTokens);
        List<Turn> kept = from(cut, path);
        int dropped = 0;
        while (true) {
            List<PromptTurn> turns =
                    new ArrayList<>(kept.stream().map(PromptWindows::promptTurn).toList());
            if (!begun.isEmpty()) {
                turns.add(new PromptTurn.Replied(begun));
            }
            List<ChatMessage> messages = PromptBuilder.build(persona, turns, shared);
            PromptTokens tokens = engine.count(messages, cacheKey);
            ContextWindow.Fit fit = window.fit(overhead(tokens), counted(kept, messages, tokens));
            dropped += fit.droppedExchanges();
            // Where a template merges messages, the counts of single ones are not exact: what is left is counted again.
            if (fit.droppedExchanges() == 0) {
                return new Window(messages, fit.replyTokens(), fit.cut(), dropped, path.size() - kept.size());
            }
            kept = from(fit.cut(), kept);
        }
    }

    /** The prompt that these turns make, the first of them a person's and the question the last. */
    static List<ChatMessage> messages(Persona persona, List<Turn> turns, boolean shared) {
        return PromptBuilder.build(
                persona, turns.stream().map(PromptWindows::promptTurn).toList(), shared);
    }

    /** From the cut on, and always from a person's turn. */
    private static List<Turn> from(@Nullable UUID cut, List<Turn> path) {
        int start = 0;
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).id().equals(cut)) {
                start = i;
            }
        }
        while (path.get(start).role() != Role.USER) {
            start++;
        }
        return path.subList(start, path.size());
    }

    private static PromptTurn promptTurn(Turn turn) {
        return switch (turn.role()) {
            case USER ->
                new PromptTurn.Said(
                        turn.author().name(),
                        turn.text(),
                        turn.quotations().stream()
                                .map(each -> new PromptTurn.Quoted(each.author().name(), each.text()))
                                .toList());
            case ASSISTANT -> new PromptTurn.Replied(turn.text());
        };
    }

    /** The system message and the opening of the reply. */
    private static int overhead(PromptTokens tokens) {
        return tokens.total()
                - tokens.perMessage().stream()
                        .skip(1)
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    /** A begun reply has no turn yet; it is never the first message that is kept, so its question's stands for it. */
    private static List<CountedMessage> counted(List<Turn> turns, List<ChatMessage> messages, PromptTokens tokens) {
        List<CountedMessage> counted = new ArrayList<>();
        for (int i = 1; i < messages.size(); i++) {
            UUID turn = turns.get(Math.min(i, turns.size()) - 1).id();
            counted.add(new CountedMessage(
                    turn, messages.get(i), tokens.perMessage().get(i)));
        }
        return counted;
    }
}
