package dev.parley.prompts.examples;

import dev.parley.prompts.PromptTurn;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One conversation as it should go.
 *
 * @param id unique among the examples of a persona
 * @param messages in turn of the person and the persona, the last one the persona's; 2 to 2 x {@value #MOST_EXCHANGES}
 * @param check what the last message must hold
 * @param line where it stands in its file, counted from 1
 */
public record Example(String id, List<Message> messages, Check check, int line) {
    static final int MOST_EXCHANGES = 3;

    /**
     * What one of the two says.
     *
     * @param role {@code user} or {@code assistant}
     * @param text not blank
     */
    public record Message(String role, String text) {
        /**
         * The message as a prompt has it, in a conversation with one person.
         *
         * @return what was said, or replied
         */
        public PromptTurn turn() {
            return role.equals("assistant") ? new PromptTurn.Replied(text) : new PromptTurn.Said("", text);
        }
    }

    /** Copies the messages. */
    public Example {
        messages = List.copyOf(messages);
    }

    /**
     * The reply that is judged.
     *
     * @return the last message's text
     */
    public String reply() {
        return messages.getLast().text();
    }

    /** What the person says, message by message. */
    List<String> questions() {
        return everySecond(0);
    }

    /** What the persona says, message by message. */
    List<String> replies() {
        return everySecond(1);
    }

    private List<String> everySecond(int first) {
        return IntStream.range(0, messages.size() / 2)
                .mapToObj(exchange -> messages.get(2 * exchange + first).text())
                .toList();
    }
}
