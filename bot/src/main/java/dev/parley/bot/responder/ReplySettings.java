package dev.parley.bot.responder;

import dev.parley.engine.client.Sampling;
import dev.parley.engine.models.ModelSampling;
import dev.parley.prompts.Persona;
import dev.parley.prompts.SamplingOverrides;
import org.jspecify.annotations.Nullable;

/**
 * How replies are made: as flags and configuration say, where they say nothing as the persona says, then the model.
 *
 * @param configured flags and configuration; what they leave open is the persona's
 * @param seed null for another one each time
 * @param model the model's own recommendation
 * @param fresh nothing that was cached is used, and nothing is kept
 */
public record ReplySettings(
        SamplingOverrides configured, @Nullable Long seed, ModelSampling model, boolean fresh) {
    /** The longest reply where nobody says otherwise: a long answer, and an eighth of the default context. */
    private static final int DEFAULT_MAX_TOKENS = 512;

    /**
     * The longest reply of a persona.
     *
     * @param persona who speaks
     * @return in tokens, 1 or more
     */
    public int maxTokens(Persona persona) {
        return or(configured.orElse(persona.sampling()).maxTokens(), DEFAULT_MAX_TOKENS);
    }

    /**
     * How a persona draws its words.
     *
     * @param persona who speaks
     * @return what holds after all
     */
    public Sampling sampling(Persona persona) {
        SamplingOverrides chosen = configured.orElse(persona.sampling());
        return new Sampling(
                or(chosen.temperature(), model.temperature()),
                or(chosen.topK(), model.topK()),
                or(chosen.topP(), model.topP()),
                or(chosen.minP(), model.minP()),
                or(chosen.repeatPenalty(), model.repeatPenalty()),
                seed);
    }

    private static <T> T or(@Nullable T chosen, T otherwise) {
        return chosen == null ? otherwise : chosen;
    }
}
