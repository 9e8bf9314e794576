package dev.parley.bot.persona;

import dev.langchain4j.data.message.ChatMessage;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Sampling;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PromptBuilder;
import dev.parley.prompts.examples.Example.Message;
import java.util.List;

/**
 * A persona that is asked and read, with its adapter or without.
 *
 * @param engine where the model runs
 * @param persona whose prompt stands in front
 * @param sampling how it draws its words; its seed is set for each question
 * @param mostTokens the longest reply
 * @param adapters what speaks along
 */
record Arm(EngineClient engine, Persona persona, Sampling sampling, int mostTokens, List<AdapterUse> adapters) {
    /** How likely it finds what an example says: the mean over the tokens that it would have to say. */
    double logProbability(TrainingIds example) {
        var tokens = engine.echo(example.ids(), 0, adapters);
        double sum = 0;
        int count = 0;
        for (int i = 1; i < example.ids().size(); i++) {
            if (example.loss().get(i) == 1) {
                // The first token has no probability, and no place among these.
                sum += tokens.get(i - 1).logProbability();
                count++;
            }
        }
        return sum / count;
    }

    /** What it says after messages that end in a question, with nothing cached. */
    String reply(List<Message> messages, long seed, int atMost) {
        return engine.generate(
                        new GenerationRequest(
                                prompt(messages),
                                sampling.seeded(seed),
                                Math.min(atMost, mostTokens),
                                null,
                                false,
                                adapters),
                        new Cancellation(),
                        new Nobody())
                .text();
    }

    private List<ChatMessage> prompt(List<Message> messages) {
        return PromptBuilder.build(persona, messages.stream().map(Message::turn).toList(), false);
    }

    private static final class Nobody implements GenerationListener {
        @Override
        public void progress(int done, int cached, int total) {}

        @Override
        public void text(String delta) {}
    }
}
