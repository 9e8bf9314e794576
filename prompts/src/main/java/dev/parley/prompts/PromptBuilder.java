package dev.parley.prompts;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the messages of a prompt. The same turn becomes the same message at every later turn, and nothing that changes
 * (clock, counters, who is present) stands anywhere in it: the engine finds all but the end of a prompt in its cache.
 *
 * <p>Text stays exactly as stored, since the engine recognises its own replies by equal text, with two exceptions that
 * no model can read:
 *
 * <ul>
 *   <li>a lone surrogate, which has no UTF-8, becomes U+FFFD;
 *   <li>U+0000, which ends a string in native code and would silently cut the prompt there, becomes U+FFFD. It is not
 *       removed: what stood on both its sides would join to a text that nobody sent.
 * </ul>
 *
 * <p>In a shared conversation each person's message begins with a line of its own, {@code Anna says:}. The line cannot be
 * faked by typing it: the first line of a user message is always ours, right after the template's control tokens, which
 * no text can become, and any line of a person's text that reads like one gets {@code "> "} in front, as a quotation.
 * What others had said before a question stands above it in the same message, each under its own name line, and then the
 * question has one too.
 */
public final class PromptBuilder {
    private PromptBuilder() {}

    /**
     * Builds the prompt.
     *
     * @param persona whose system prompt comes first
     * @param turns oldest first; where the last one is a reply, the engine continues it
     * @param shared whether several people may write in this conversation. A property of the place, to be the same at
     *     every turn: with it changes the text of every message
     * @return the system message, then one message for each turn, in their order
     */
    public static List<ChatMessage> build(Persona persona, List<? extends PromptTurn> turns, boolean shared) {
        var messages = new ArrayList<ChatMessage>(turns.size() + 1);
        messages.add(SystemMessage.from(readable(persona.systemPrompt())));
        for (var turn : turns) {
            messages.add(message(turn, shared));
        }
        return List.copyOf(messages);
    }

    /**
     * Builds one message, for instance to count a new one before the prompt is put together.
     *
     * @param turn the turn
     * @param shared as in {@link #build}
     * @return the message that {@code build} makes of this turn
     */
    public static ChatMessage message(PromptTurn turn, boolean shared) {
        return switch (turn) {
            case PromptTurn.Said(var author, var text, var quoted)
            when shared || !quoted.isEmpty() -> UserMessage.from(named(author, text, quoted));
            case PromptTurn.Said(var _, var text, var _) -> UserMessage.from(readable(text));
            case PromptTurn.Replied(var text) -> AiMessage.from(readable(text));
        };
    }

    /** What was quoted, then what was said, each under its name; a person who only quotes says nothing. */
    private static String named(String author, String text, List<PromptTurn.Quoted> quoted) {
        var parts = new ArrayList<String>(quoted.size() + 1);
        quoted.forEach(each -> parts.add(named(each.author(), each.text())));
        if (!text.isBlank() || quoted.isEmpty()) {
            parts.add(named(author, text));
        }
        return String.join("\n\n", parts);
    }

    private static String named(String author, String text) {
        return NameLine.of(readable(author)) + "\n" + NameLine.quoteFakesIn(readable(text));
    }

    /** The text as a model can read it: no lone surrogate, no U+0000. */
    private static String readable(String text) {
        if (text.chars().noneMatch(unit -> unit == 0 || Character.isSurrogate((char) unit))) {
            return text;
        }
        var readable = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || (point <= 0xFFFF && Character.isSurrogate((char) point)) ? 0xFFFD : point)
                .forEach(readable::appendCodePoint);
        return readable.toString();
    }
}
