package dev.parley.bot.command;

import static java.util.Objects.requireNonNull;

import dev.parley.bot.responder.Certainty;
import dev.parley.bot.responder.Rereader;
import dev.parley.bot.responder.Rereader.Reading;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EchoedToken.Candidate;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says of a reply who gave it, out of what, and how sure the model was of it. */
public final class Why {
    private final ConversationStore conversations;
    private final Rereader rereader;

    /**
     * Wires it.
     *
     * @param conversations where replies are kept
     * @param rereader has them read again
     */
    public Why(ConversationStore conversations, Rereader rereader) {
        this.conversations = conversations;
        this.rereader = rereader;
    }

    /**
     * Of the last reply of a place.
     *
     * @param key the place
     * @param words the language
     * @return Markdown
     */
    public String ofLast(ConversationKey key, Words words) {
        List<Turn> turns = conversations.history(conversations.current(key).id());
        return turns.isEmpty() ? words.say("why.nothing") : of(turns.getLast().id(), words);
    }

    /**
     * Of one reply.
     *
     * @param turn its id
     * @param words the language
     * @return Markdown
     */
    public String of(UUID turn, Words words) {
        List<Turn> path = conversations.path(turn);
        if (path.isEmpty() || path.getLast().role() != Role.ASSISTANT) {
            return words.say("why.nothing");
        }
        Turn reply = path.getLast();
        Conversation conversation = conversations.find(reply.conversationId()).orElseThrow();
        Generation made = requireNonNull(reply.generation());
        List<Turn> asked = path.subList(0, path.size() - 1);
        List<Turn> window = asked.subList(Math.min(made.droppedTurns(), asked.size() - 1), asked.size());

        List<String> lines = new ArrayList<>();
        lines.add(who(made, words));
        lines.add(words.say("why.window", made.promptTokens(), window.size(), asked.size() - window.size()));
        if (!rereader.counts()) {
            lines.add(words.say("why.estimated"));
        }
        switch (rereader.read(conversation, window, reply, words)) {
            case Reading.Read(Certainty certainty) -> lines.addAll(certainty(certainty, words));
            case Reading.NotRead(String why) -> lines.add(why);
        }
        return lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n"));
    }

    private static String who(Generation made, Words words) {
        String adapter = made.adapter();
        return adapter == null
                ? words.say("why.who", made.persona(), made.promptHash(), made.model())
                : words.say("why.who-adapter", made.persona(), made.promptHash(), made.model(), adapter);
    }

    private static List<String> certainty(Certainty certainty, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(words.say("why.mean", certainty.mean())
                + (certainty.doubts().isEmpty() ? " " + words.say("why.sure") : ""));
        for (Certainty.Doubt doubt : certainty.doubts()) {
            String instead = doubt.alternatives().stream()
                    .map(each -> alternative(each, words))
                    .collect(Collectors.joining(", "));
            lines.add(
                    instead.isEmpty()
                            ? words.say("why.doubt", code(doubt.word()), doubt.probability())
                            : words.say("why.doubt-instead", code(doubt.word()), doubt.probability(), instead));
        }
        return lines;
    }

    private static String alternative(Candidate candidate, Words words) {
        return words.say("why.alternative", code(candidate.text()), candidate.probability());
    }

    /** So that no sign in it means anything to a platform. */
    private static String code(String text) {
        return "`" + text.replace('`', '\'') + "`";
    }
}
