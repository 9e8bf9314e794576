package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;

import dev.parley.bot.adapter.Adapter;
import dev.parley.bot.responder.Admission.Seat;
import dev.parley.bot.responder.Generator.Generated;
import dev.parley.bot.responder.PromptWindows.Window;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.Completion;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Turn;
import dev.parley.prompts.Persona;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What was said, not stored yet.
 *
 * @param turn the reply
 * @param cut the first turn that its prompt held
 * @param dropped exchanges that no longer fitted, this time
 * @param enclosed what is to be said of what came with the question
 */
record Answer(Turn turn, UUID cut, int dropped, List<String> enclosed) {
    /** What is known about how it was made. */
    static Generation generation(Persona persona, String model, Window window, Generated generated) {
        Completion completion = generated.completion();
        Adapter adapter = generated.adapter();
        return new Generation(
                persona.id(),
                model,
                adapter == null ? null : adapter.stored(),
                persona.promptHash(),
                completion.promptTokens(),
                completion.cachedTokens(),
                completion.completionTokens(),
                completion.ttftMillis(),
                completion.prefillTps(),
                completion.decodeTps(),
                switch (completion.finishReason()) {
                    case STOP -> Finish.STOP;
                    case LENGTH -> Finish.LENGTH;
                    case CANCELLED -> Finish.CANCELLED;
                },
                window.leftOut());
    }

    Generation generation() {
        return requireNonNull(turn.generation());
    }

    Finish finish() {
        return generation().finish();
    }

    /** What the person should know about it. */
    List<String> notes(Words words) {
        List<String> notes = new ArrayList<>(enclosed);
        if (dropped > 0) {
            notes.add(words.say("reply.dropped", dropped));
        }
        if (turn.text().isBlank()) {
            notes.add(words.say("reply.empty"));
        }
        if (finish() == Finish.LENGTH) {
            notes.add(words.say("reply.length"));
        }
        return notes;
    }

    /** Lets who asked pay for it. */
    void chargeTo(Seat seat) {
        seat.used(
                Math.max(0, generation().promptTokens() - generation().cachedTokens()),
                generation().completionTokens());
    }

    /** Stopped before the first word. */
    boolean isNothing() {
        return finish() == Finish.CANCELLED && turn.text().isEmpty();
    }
}
