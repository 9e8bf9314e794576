package dev.parley.bot.responder;

import dev.parley.bot.adapter.Adapters;
import dev.parley.bot.responder.Generator.Generated;
import dev.parley.bot.responder.PromptWindows.Window;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.EngineException;
import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import dev.parley.prompts.MessageTooLongException;
import dev.parley.prompts.Persona;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a conversation and its question to the answer: who answers, what the prompt holds, what the engine says. */
public final class Composer {
    private static final Logger log = LoggerFactory.getLogger(Composer.class);
    private static final double NARROWER = 0.6;
    private static final Author PARLEY = new Author("parley", "parley", "Parley");

    private final Personas personas;
    private final EngineAccess engine;
    private final Generator generator;
    private final Supplier<ReplySettings> settings;
    private final Adapters adapters;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    /**
     * Wires it.
     *
     * @param personas who answers where
     * @param engine who generates
     * @param settings how replies are made, as it is now; a reply keeps those that it began with
     * @param adapters what personas speak with on the model, which is stored with each reply
     * @param clock tells when replies were made
     * @param timer saves partial replies a little later; its threads may block on the database
     */
    public Composer(
            Personas personas,
            EngineAccess engine,
            Supplier<ReplySettings> settings,
            Adapters adapters,
            Clock clock,
            ScheduledExecutorService timer) {
        this.personas = personas;
        this.engine = engine;
        this.generator = new Generator(engine, adapters);
        this.settings = settings;
        this.adapters = adapters;
        this.clock = clock;
        this.timer = timer;
    }

    /**
     * What is to be said.
     *
     * @param conversation where
     * @param path its turns, ending in the question
     * @param replyTurn the id that the reply has
     * @param begun the reply's text as far as there is one, which goes on; empty for a new one
     * @param persona the persona that was chosen for this question alone; null for the one that answers there
     * @param notes what is to be said under the reply of what came with the question
     */
    record Task(
            Conversation conversation,
            List<Turn> path,
            UUID replyTurn,
            String begun,
            @Nullable String persona,
            List<String> notes) {}

    /**
     * Says it.
     *
     * @param save keeps what was said so far
     * @param reply where it is shown
     * @param stop ends the waiting for the engine
     * @param attempt ends the generating; what was said so far is the answer then
     * @throws MessageTooLongException if the question alone does not fit
     * @throws InterruptedException if it was stopped before anything was said
     */
    Answer compose(Task task, Consumer<String> save, Reply reply, Cancellation stop, Cancellation attempt)
            throws InterruptedException, MessageTooLongException {
        Turn question = task.path().getLast();
        ConversationKey place = task.conversation().key();
        Persona persona = personas.resolve(place, question.author().person(), task.persona())
                .persona();
        ReplySettings now = settings.get();
        String cacheKey = now.fresh() ? null : task.conversation().id().toString();
        Prepared prepared = new Prepared(task, persona, now, cacheKey, save, reply, stop, attempt);
        Said said = said(prepared);
        Window window = said.window();
        Generated generated = said.generated();
        Turn turn = new Turn(
                task.replyTurn(),
                task.conversation().id(),
                question.id(),
                Role.ASSISTANT,
                PARLEY,
                null,
                generated.completion().text(),
                Answer.generation(persona, adapters.model(), window, generated),
                clock.instant());
        return new Answer(turn, window.cut(), window.dropped(), task.notes());
    }

    /** All that a reply is made of. */
    private record Prepared(
            Task task,
            Persona persona,
            ReplySettings settings,
            @Nullable String cacheKey,
            Consumer<String> save,
            Reply reply,
            Cancellation stop,
            Cancellation attempt) {}

    private record Said(Window window, Generated generated) {}

    /** Where lengths were estimated and the engine finds the prompt too long after all, more of the history is dropped. */
    private Said said(Prepared prepared) throws InterruptedException, MessageTooLongException {
        try {
            return said(prepared, 1);
        } catch (EngineException.ContextExceeded e) {
            if (engine.counts()) {
                throw e;
            }
            log.info("the prompt was longer than estimated: {} of {} tokens", e.promptTokens(), e.contextTokens());
            int context = engine.call(
                    prepared.reply(), prepared.stop(), client -> client.props().contextTokens());
            boolean isLess = e.contextTokens() > 0 && e.contextTokens() < context;
            return said(prepared, isLess ? NARROWER * e.contextTokens() / context : NARROWER);
        }
    }

    private Said said(Prepared prepared, double share) throws InterruptedException, MessageTooLongException {
        Task task = prepared.task();
        Persona persona = prepared.persona();
        ReplySettings settings = prepared.settings();
        Window window = engine.call(
                prepared.reply(),
                prepared.stop(),
                client -> PromptWindows.fit(
                        client,
                        persona,
                        task.conversation().key().isShared(),
                        task.path(),
                        task.conversation().cut(),
                        prepared.cacheKey(),
                        task.begun(),
                        settings.maxTokens(persona),
                        share));
        try (PartialText partial = new PartialText(timer, prepared.save())) {
            return new Said(
                    window,
                    generator.generate(
                            persona,
                            window.messages(),
                            window.replyTokens(),
                            settings.sampling(persona),
                            prepared.cacheKey(),
                            task.begun(),
                            prepared.reply(),
                            partial,
                            prepared.attempt()));
        }
    }
}
