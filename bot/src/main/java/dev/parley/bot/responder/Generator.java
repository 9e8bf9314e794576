package dev.parley.bot.responder;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.parley.bot.adapter.Adapter;
import dev.parley.bot.adapter.Adapters;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.FinishReason;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Lack;
import dev.parley.engine.client.Sampling;
import dev.parley.prompts.Persona;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reply from the engine, whole even if the engine dies in the middle: what was said so far goes to the next one as
 * the beginning of its reply, and the person sees one text.
 */
final class Generator {
    private final EngineAccess engine;
    private final Adapters adapters;

    /**
     * A reply.
     *
     * @param completion with its beginning
     * @param adapter what its persona spoke with; null where nobody came to speak
     */
    record Generated(Completion completion, @Nullable Adapter adapter) {}

    Generator(EngineAccess engine, Adapters adapters) {
        this.engine = engine;
        this.adapters = adapters;
    }

    /**
     * Generates.
     *
     * @param persona who speaks
     * @param prompt the messages, ending in the question or in the reply that was begun
     * @param mostTokens the most that is added
     * @param cacheKey the conversation; null to read everything afresh
     * @param begun the reply's text as far as there is one, empty for a new one
     * @param partial keeps what was shown
     */
    Generated generate(
            Persona persona,
            List<ChatMessage> prompt,
            int mostTokens,
            Sampling sampling,
            @Nullable String cacheKey,
            String begun,
            Reply reply,
            PartialText partial,
            Cancellation cancellation)
            throws InterruptedException {
        Spoken spoken = new Spoken(begun, reply, partial);
        Completion last;
        try {
            last = engine.call(reply, cancellation, client -> {
                // An engine that was started again has not loaded it yet.
                spoken.adapter = adapters.of(persona);
                if (client.features().lacks().contains(Lack.CONTINUING)) {
                    spoken.beginAgain(begun);
                }
                return client.generate(
                        new GenerationRequest(
                                continuing(prompt, spoken.text()),
                                sampling,
                                Math.max(1, mostTokens - spoken.pieces),
                                cacheKey,
                                cacheKey != null,
                                spoken.adapter.uses()),
                        cancellation,
                        spoken);
            });
        } catch (InterruptedException e) {
            if (!cancellation.isCancelled()) {
                throw e;
            }
            // Stopped while the engine was away: what was said before it went stays.
            last = new Completion("", FinishReason.CANCELLED, 0, 0, 0, 0, 0, 0);
        }
        Completion whole = new Completion(
                spoken.text(),
                last.finishReason(),
                last.promptTokens(),
                last.cachedTokens(),
                Math.max(last.completionTokens(), spoken.pieces),
                last.ttftMillis(),
                last.prefillTps(),
                last.decodeTps());
        return new Generated(whole, spoken.adapter);
    }

    private static List<ChatMessage> continuing(List<ChatMessage> prompt, String said) {
        if (said.isEmpty()) {
            return prompt;
        }
        boolean begun = prompt.getLast() instanceof AiMessage;
        List<ChatMessage> continued = new ArrayList<>(begun ? prompt.subList(0, prompt.size() - 1) : prompt);
        continued.add(AiMessage.from(said));
        return continued;
    }

    /** What was said, over all attempts. */
    private static final class Spoken implements GenerationListener {
        private final StringBuilder text;
        private final Reply reply;
        private final PartialText partial;
        private int pieces;
        private @Nullable Adapter adapter;

        private Spoken(String begun, Reply reply, PartialText partial) {
            this.text = new StringBuilder(begun);
            this.reply = reply;
            this.partial = partial;
        }

        @Override
        public void progress(int done, int cached, int total) {
            reply.status(done < total ? new ReplyStatus.Reading(done, total) : new ReplyStatus.Writing());
        }

        @Override
        public void text(String delta) {
            text.append(delta);
            pieces++;
            partial.show(text());
            reply.show(text());
        }

        /** From an engine that cannot go on where another one stopped. */
        private void beginAgain(String begun) {
            text.setLength(0);
            text.append(begun);
            pieces = 0;
        }

        private String text() {
            return text.toString();
        }
    }
}
