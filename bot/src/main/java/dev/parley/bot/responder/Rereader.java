package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.data.message.ChatMessage;
import dev.parley.bot.adapter.Adapter;
import dev.parley.bot.adapter.Adapters;
import dev.parley.bot.responder.Admission.Demand;
import dev.parley.bot.responder.Admission.Seat;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.EchoedToken;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.Lack;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Turn;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PromptBuilder;
import dev.parley.prompts.PromptTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine read a stored reply again, word for word and after the same prompt, under the model and the adapter that
 * said it: the probabilities that it finds are those with which it was said.
 */
public final class Rereader {
    private static final Logger log = LoggerFactory.getLogger(Rereader.class);
    private static final int LIKELIEST = 5;

    private final EngineClient engine;
    private final Admission admission;
    private final Personas personas;
    private final Adapters adapters;

    /** What came of it. */
    public sealed interface Reading {
        /**
         * It was read.
         *
         * @param certainty how sure the model was
         */
        record Read(Certainty certainty) implements Reading {}

        /**
         * It was not.
         *
         * @param why for a person, a sentence
         */
        record NotRead(String why) implements Reading {}
    }

    /**
     * Wires it.
     *
     * @param engine reads
     * @param admission who may go to the engine
     * @param personas whose prompts they are
     * @param adapters what personas speak with
     */
    public Rereader(EngineClient engine, Admission admission, Personas personas, Adapters adapters) {
        this.engine = engine;
        this.admission = admission;
        this.personas = personas;
        this.adapters = adapters;
    }

    /**
     * Reads a reply again; takes as long as reading its prompt afresh. Nothing of the store is touched: the thread may be
     * interrupted meanwhile.
     *
     * @param conversation which it belongs to
     * @param window what its prompt held, the question last
     * @param reply the reply
     * @param words the language
     * @return how sure the model was, or why that cannot be seen
     */
    public Reading read(Conversation conversation, List<Turn> window, Turn reply, Words words) {
        Generation made = requireNonNull(reply.generation());
        Persona persona = personas.library().find(made.persona()).orElse(null);
        if (!made.model().equals(adapters.model())) {
            return new Reading.NotRead(words.say("why.other-model", made.model(), adapters.model()));
        }
        if (persona == null) {
            return new Reading.NotRead(words.say("why.persona-gone", made.persona()));
        }
        if (!persona.promptHash().equals(made.promptHash())) {
            return new Reading.NotRead(words.say("why.persona-changed", made.persona()));
        }
        if (reply.text().isBlank()) {
            return new Reading.NotRead(words.say("why.nothing-said"));
        }
        if (!echoes()) {
            return new Reading.NotRead(words.say("why.no-echo"));
        }
        Demand demand = new Demand(window.getLast().author().person(), true);
        try (Seat seat = admission.enter(demand, _ -> {}, new Cancellation())) {
            List<AdapterUse> uses = uses(made, persona).orElse(null);
            if (uses == null) {
                return new Reading.NotRead(words.say("why.adapter-changed", requireNonNull(made.adapter())));
            }
            List<EchoedToken> tokens =
                    echo(conversation, PromptWindows.messages(persona, window, isShared(conversation)), reply, uses);
            seat.used(made.promptTokens() + made.completionTokens(), 0);
            return new Reading.Read(Certainty.of(tokens));
        } catch (LineFullException e) {
            return new Reading.NotRead(e.say(words));
        } catch (InterruptedException e) {
            return new Reading.NotRead(words.say("local.not-waited"));
        } catch (EngineException.Lost e) {
            return new Reading.NotRead(words.say(Thread.interrupted() ? "local.not-waited" : "why.no-engine"));
        } catch (EngineException e) {
            log.warn("reply {} cannot be read again", reply.id(), e);
            return new Reading.NotRead(words.say("why.no-echo"));
        }
    }

    /** Whether the engine says how likely a text is; one that is away says that it is away. */
    private boolean echoes() {
        try {
            return !engine.features().lacks().contains(Lack.ECHO);
        } catch (EngineException.Lost e) {
            return true;
        }
    }

    /** Whether the engine counts tokens; the window is estimated otherwise. */
    public boolean counts() {
        try {
            return engine.features().counts();
        } catch (EngineException.Lost e) {
            return true;
        }
    }

    /** What it spoke with then, as requests say it now; nothing where that is gone. */
    private Optional<List<AdapterUse>> uses(Generation made, Persona persona) {
        Adapter now = adapters.of(persona);
        if (made.adapter() == null) {
            return Optional.of(now.uses().stream()
                    .map(each -> new AdapterUse(each.id(), 0))
                    .toList());
        }
        return Objects.equals(made.adapter(), now.stored()) ? Optional.of(now.uses()) : Optional.empty();
    }

    private static boolean isShared(Conversation conversation) {
        return conversation.key().isShared();
    }

    private List<EchoedToken> echo(
            Conversation conversation, List<ChatMessage> prompt, Turn reply, List<AdapterUse> uses) {
        String cacheKey = conversation.id().toString();
        List<ChatMessage> whole = new ArrayList<>(prompt);
        whole.add(PromptBuilder.message(new PromptTurn.Replied(reply.text()), isShared(conversation)));
        List<Integer> before = engine.tokens(prompt, cacheKey);
        List<Integer> tokens = engine.tokens(whole, cacheKey);
        int start = 1;
        while (start < Math.min(before.size(), tokens.size() - 1)
                && before.get(start).equals(tokens.get(start))) {
            start++;
        }
        // The first token has nothing before it, and so no place in the answer.
        return engine.echo(tokens, LIKELIEST, uses).subList(start - 1, tokens.size() - 1);
    }
}
