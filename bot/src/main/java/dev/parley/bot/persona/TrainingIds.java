package dev.parley.bot.persona;

import dev.langchain4j.data.message.ChatMessage;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.client.EngineClient;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PromptBuilder;
import dev.parley.prompts.PromptTurn;
import dev.parley.prompts.examples.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * An example as the model reads and writes it: the persona's prompt in front, as in a conversation with one person. The
 * engine makes the ids, so that training and answering see the same to the last of them.
 *
 * @param id the example's
 * @param ids the token ids, up to the end of the last reply's turn
 * @param loss for each of them 1 where the model writes it, the token that ends its turn included, otherwise 0
 */
public record TrainingIds(String id, List<Integer> ids, List<Integer> loss) {

    /** A template writes it after every reply but the last, so that a last one needs somebody who goes on. */
    private static final PromptTurn NEXT = new PromptTurn.Said("", "x");

    /** Copies the lists. */
    public TrainingIds {
        ids = List.copyOf(ids);
        loss = List.copyOf(loss);
    }

    /**
     * Asks the engine for the ids.
     *
     * @param engine Parley's own
     * @param persona whose prompt stands in front
     * @param example the conversation
     * @return what there is to learn
     * @throws CommandFailure if the model's tokens of a reply depend on what stands before or after it
     * @throws dev.parley.engine.client.EngineException if the engine does not answer
     */
    public static TrainingIds of(EngineClient engine, Persona persona, Example example) {
        List<PromptTurn> turns = new ArrayList<>(
                example.messages().stream().map(Example.Message::turn).toList());
        turns.add(NEXT);
        List<ChatMessage> messages = PromptBuilder.build(persona, turns, false);
        List<Integer> all = engine.tokens(messages);
        List<Integer> loss = new ArrayList<>();
        // The system message is 0, the first question 1, its reply 2.
        for (int reply = 2; reply < messages.size(); reply += 2) {
            List<Integer> asked = engine.tokens(messages.subList(0, reply));
            List<Integer> answered = engine.tokens(messages.subList(0, reply + 1));
            if (!begins(all, answered) || !begins(answered, asked) || answered.size() == all.size()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "No adapter can be trained for this model: its chat template does not keep the tokens of a reply"
                                + " apart from those around it (example " + example.id() + ").");
            }
            fill(loss, asked.size(), 0);
            fill(loss, answered.size() + 1, 1);
        }
        return new TrainingIds(example.id(), all.subList(0, loss.size()), loss);
    }

    private static boolean begins(List<Integer> all, List<Integer> part) {
        return all.size() >= part.size() && all.subList(0, part.size()).equals(part);
    }

    private static void fill(List<Integer> loss, int size, int mark) {
        while (loss.size() < size) {
            loss.add(mark);
        }
    }
}
