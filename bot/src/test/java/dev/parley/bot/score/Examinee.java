package dev.parley.bot.score;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.bot.bench.RealEngine;
import dev.parley.engine.client.Sampling;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaException;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.SamplingOverrides;
import dev.parley.prompts.examples.EasyQuestions;
import dev.parley.prompts.examples.EasyQuestions.Question;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who answers: a model that is told something first and draws in some way. What a persona leaves open is filled in as the
 * catalogue says for the default model.
 *
 * @param prompt what the model is told first
 * @param drawn how it draws
 */
record Examinee(String prompt, SamplingOverrides drawn) {
    /** Two sentences, which is all that is judged, are shorter. */
    private static final int JUDGED_TOKENS = 64;

    static Examinee shipped(String persona) {
        try {
            Persona found = PersonaLibrary.load(List.of(Path.of("..", "prompts", "personas")), "Parley")
                    .find(persona)
                    .orElseThrow();
            return new Examinee(found.systemPrompt(), found.sampling());
        } catch (PersonaException e) {
            throw new IllegalStateException(e);
        }
    }

    Examinee told(String other) {
        return new Examinee(other, drawn);
    }

    Examinee drawing(SamplingOverrides other) {
        return new Examinee(prompt, other.orElse(drawn));
    }

    /** Which of the easy questions get a wrong answer. */
    List<Question> wrong(RealEngine engine, long seed) {
        return EasyQuestions.load().stream()
                .filter(question -> !question.isAnsweredBy(answer(engine, question.ask(), seed, JUDGED_TOKENS)))
                .toList();
    }

    String answer(RealEngine engine, String question, long seed, int maxTokens) {
        return engine.afresh(List.of(SystemMessage.from(prompt), UserMessage.from(question)), sampling(seed), maxTokens)
                .text();
    }

    private Sampling sampling(long seed) {
        return new Sampling(
                or(drawn.temperature(), 0.2),
                or(drawn.topK(), 40),
                or(drawn.topP(), 0.9),
                or(drawn.minP(), 0.05),
                or(drawn.repeatPenalty(), 1.0),
                seed);
    }

    private static <T> T or(@Nullable T chosen, T otherwise) {
        return chosen == null ? otherwise : chosen;
    }
}
