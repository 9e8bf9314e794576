package dev.parley.bot.responder;

import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineClient;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Quotation;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * As much of what belongs to a message as fits beside it: at most half of the window. Files come first, as somebody
 * chose them; then what was said before, the newest of it.
 *
 * @param said what is quoted, the oldest first
 * @param files the files as a part of the message's own text; often empty
 * @param notes for the person: what was taken, cut, or could not be read
 */
record Enclosed(List<Quotation> said, String files, List<String> notes) {
    /** Characters of a text that is worth its place. */
    private static final int FEWEST = 20;

    /** Names are said for this many people; the others are counted. */
    private static final int MOST_NAMES = 4;

    Enclosed {
        said = List.copyOf(said);
        notes = List.copyOf(notes);
    }

    boolean isEmpty() {
        return said.isEmpty() && files.isEmpty();
    }

    /**
     * Fits.
     *
     * @param engine counts
     * @param gathered what there is
     */
    static Enclosed fit(EngineClient engine, Material.Gathered gathered, Words words) {
        if (gathered.said().isEmpty() && gathered.files().isEmpty()) {
            return new Enclosed(List.of(), "", gathered.notes());
        }
        int room = engine.props().contextTokens() / 2;
        List<String> notes = new ArrayList<>();
        StringBuilder files = new StringBuilder();
        for (Material.File file : gathered.files()) {
            Cut cut = cut(engine, file.text(), room);
            room -= cut.tokens;
            if (!cut.text.isEmpty()) {
                files.append(fenced(file.name(), cut.text));
            }
            if (cut.text.length() < file.text().length()) {
                notes.add(words.say(
                        "material.file-cut",
                        file.name(),
                        100L * cut.text.length() / file.text().length()));
            }
        }
        Deque<Quotation> said = new ArrayDeque<>();
        for (Quotation each : gathered.said().reversed()) {
            Cut cut = cut(engine, each.text(), room);
            room -= cut.tokens;
            if (cut.text.isEmpty()) {
                break;
            }
            said.addFirst(new Quotation(each.author(), each.externalId(), cut.text));
        }
        if (!gathered.said().isEmpty()) {
            notes.add(taken(said, gathered.said().size() - said.size(), words));
        }
        notes.addAll(gathered.notes());
        return new Enclosed(List.copyOf(said), files.toString(), notes);
    }

    /** The question of a message with what goes with it, after the conversation's head unless it goes on from elsewhere. */
    Turn question(UUID id, Incoming message, Conversation conversation) {
        return new Turn(
                id,
                conversation.id(),
                message.parentId() != null ? message.parentId() : conversation.head(),
                Role.USER,
                message.author(),
                message.externalId(),
                (message.text() + files).strip(),
                null,
                message.receivedAt(),
                said);
    }

    /** What is said where there is no question at all. */
    String nothingAsked(Words words) {
        return String.join(
                " ",
                Stream.concat(Stream.of(words.say("reply.nothing-asked")), notes.stream())
                        .toList());
    }

    private static String taken(Deque<Quotation> said, int leftOut, Words words) {
        Set<String> names = new LinkedHashSet<>();
        said.forEach(each -> names.add(each.author().name()));
        String shown =
                String.join(", ", names.stream().limit(MOST_NAMES).toList()) + (names.size() > MOST_NAMES ? ", …" : "");
        return words.say("material.quoted", said.size(), shown)
                + (leftOut > 0 ? " " + words.say("material.left-out", leftOut) : "");
    }

    private record Cut(String text, int tokens) {}

    /** The beginning of a text that has at most so many tokens; nothing where less than a few words would be left. */
    private static Cut cut(EngineClient engine, String text, int atMost) {
        String rest = text;
        int tokens = engine.count(rest);
        while (tokens > atMost && !rest.isEmpty()) {
            // Text is not equally dense: each step aims a little below what the whole suggests.
            int length =
                    (int) Math.min(rest.length() - 1L, (long) rest.length() * Math.max(0, atMost) / tokens * 9 / 10);
            if (length > 0 && Character.isHighSurrogate(rest.charAt(length - 1))) {
                length--;
            }
            rest = length < FEWEST ? "" : rest.substring(0, length);
            tokens = rest.isEmpty() ? 0 : engine.count(rest);
        }
        return new Cut(rest, tokens);
    }

    private static String fenced(String name, String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return "\n\n" + name + ":\n" + fence + "\n" + text.stripTrailing() + "\n" + fence;
    }
}
