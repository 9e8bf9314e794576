package dev.parley.bot.responder;

import dev.parley.bot.responder.PromptWindows.Window;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.FinishReason;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Inbox;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Person;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import dev.parley.prompts.MessageTooLongException;
import dev.parley.prompts.Persona;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a message: accepted once and committed, decided upon, answered in its conversation's lane with a prompt
 * that fits and a seat at the engine, stored, shown. Every path that fails ends in words to the person. Calls block; a
 * platform makes one on a virtual thread for each message.
 */
public final class Responder {
    private static final Logger log = LoggerFactory.getLogger(Responder.class);
    private static final int LONGEST_LANE = 20;

    private final Inbox inbox;
    private final ConversationStore conversations;
    private final Personas personas;
    private final EngineAccess engine;
    private final Generator generator;
    private final Admission admission;
    private final Policy policy;
    private final ReplySettings settings;
    private final String model;
    private final Words words;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final ScheduledExecutorService timer;
    private final Lanes lanes;
    private final RunningReplies running;

    /**
     * Wires the path.
     *
     * @param database where everything is kept
     * @param personas who answers where
     * @param engine who generates
     * @param admission who may go to the engine
     * @param policy who is answered at all
     * @param settings how replies are made
     * @param model the model's name, stored with each reply
     * @param words what Parley says itself
     * @param clock tells when replies were made
     * @param ids draws turn ids
     * @param timer saves partial replies a little later; its threads may block on the database
     */
    public Responder(
            Database database,
            Personas personas,
            EngineAccess engine,
            Admission admission,
            Policy policy,
            ReplySettings settings,
            String model,
            Words words,
            Clock clock,
            Supplier<UUID> ids,
            ScheduledExecutorService timer) {
        this.inbox = database.inbox();
        this.conversations = database.conversations();
        this.personas = personas;
        this.engine = engine;
        this.generator = new Generator(engine);
        this.admission = admission;
        this.policy = policy;
        this.settings = settings;
        this.model = model;
        this.words = words;
        this.clock = clock;
        this.ids = ids;
        this.timer = timer;
        this.lanes = new Lanes(LONGEST_LANE);
        this.running = new RunningReplies();
    }

    private Responder(Responder same, Personas personas, ReplySettings settings) {
        this.inbox = same.inbox;
        this.conversations = same.conversations;
        this.personas = personas;
        this.engine = same.engine;
        this.generator = same.generator;
        this.admission = same.admission;
        this.policy = same.policy;
        this.settings = settings;
        this.model = same.model;
        this.words = same.words;
        this.clock = same.clock;
        this.ids = same.ids;
        this.timer = same.timer;
        this.lanes = same.lanes;
        this.running = same.running;
    }

    /** The same path, lanes and running replies for one session that has personas and settings of its own. */
    public Responder with(Personas own, ReplySettings ofItsOwn) {
        return new Responder(this, own, ofItsOwn);
    }

    /**
     * Takes a message and answers it.
     *
     * @param message what was written; the same one again is answered once
     * @param acknowledge told once the message is safe in the store, also when it was known: only then may the platform
     *     forget it
     * @param opener where the reply is shown
     * @return what became of it
     */
    public Outcome onMessage(Incoming message, Runnable acknowledge, ReplyOpener opener) {
        Optional<InboxEntry> accepted = inbox.accept(message);
        acknowledge.run();
        return accepted.<Outcome>map(entry -> answer(entry, opener))
                .orElseGet(() -> new Outcome.Ignored("it is known already"));
    }

    /**
     * Answers an accepted message: a new one, or one that a crash left unanswered, from the text that was saved.
     *
     * @param entry the message
     * @param opener where the reply is shown
     * @return what became of it
     */
    public Outcome answer(InboxEntry entry, ReplyOpener opener) {
        return switch (policy.decide(entry.message())) {
            case Decision.Ignore(String reason) -> {
                inbox.ignore(entry.id(), reason);
                log.info("message {} left alone: {}", entry.id(), reason);
                yield new Outcome.Ignored(reason);
            }
            case Decision.Refuse(String why) -> settle(entry, refused(opener.open(entry.replyTurnId()), why));
            case Decision.Respond() -> {
                Conversation conversation =
                        conversations.current(entry.message().key());
                Reply reply = opener.open(entry.replyTurnId());
                Outcome outcome = inLane(
                        conversation,
                        entry.replyTurnId(),
                        reply,
                        cancellation -> reply(entry, conversation.id(), reply, cancellation));
                yield settle(entry, outcome);
            }
        };
    }

    private Outcome reply(InboxEntry accepted, UUID conversationId, Reply reply, Cancellation cancellation)
            throws InterruptedException, MessageTooLongException, LineFullException {
        InboxEntry entry = inbox.begin(accepted.id(), conversationId).orElse(null);
        Conversation conversation = conversations.find(conversationId).orElse(null);
        if (entry == null || conversation == null) {
            return new Outcome.Ignored("it was forgotten meanwhile");
        }
        Turn question = Turns.question(ids.get(), entry, conversation);
        List<Turn> path =
                new ArrayList<>(question.parentId() == null ? List.of() : conversations.path(question.parentId()));
        path.add(question);

        Answer answer = generate(
                new Task(conversation, path, entry.replyTurnId(), entry.partialText()),
                text -> {
                    if (!inbox.savePartial(entry.id(), text)) {
                        // Forgotten meanwhile: nobody wants the rest.
                        cancellation.cancel();
                    }
                },
                reply,
                cancellation);
        if (answer.isNothing()) {
            return new Outcome.Stopped();
        }
        if (!conversations.finish(entry.id(), question, answer.turn())) {
            engine.forget(conversationId.toString());
            return new Outcome.Ignored("it was forgotten meanwhile");
        }
        return complete(conversation, answer, reply);
    }

    /**
     * Gives another reply to the last message of a conversation; the one before stays in the log.
     *
     * @param key the place
     * @param opener where the reply is shown
     * @return what became of it
     */
    public Outcome regenerate(ConversationKey key, ReplyOpener opener) {
        return again(key, opener, words.say("reply.nothing-to-regenerate"), _ -> true, _ -> "");
    }

    /**
     * Goes on with the last reply, if it ended at its length or was cut off.
     *
     * @param key the place
     * @param opener where the reply is shown, from its beginning
     * @return what became of it
     */
    public Outcome goOn(ConversationKey key, ReplyOpener opener) {
        return again(
                key,
                opener,
                words.say("reply.nothing-to-continue"),
                last -> last.generation() != null && last.generation().finish() != Finish.STOP,
                Turn::text);
    }

    /** Stops what waits or runs in a place, and says how many replies that was. What was said so far is kept. */
    public int stop(ConversationKey key) {
        return stop(conversations.current(key).id());
    }

    /** The same for the conversation, or the one reply, that has this id. */
    public int stop(UUID conversationOrReply) {
        return running.stop(conversationOrReply);
    }

    /** Breaks off what waits or runs. What was said so far is kept, and goes on at the next start. */
    public void leave() {
        running.leave();
    }

    private Outcome again(
            ConversationKey key,
            ReplyOpener opener,
            String otherwise,
            Predicate<Turn> fitting,
            Function<Turn, String> beginning) {
        Conversation asked = conversations.current(key);
        UUID id = ids.get();
        Reply reply = opener.open(id);
        return inLane(asked, id, reply, cancellation -> {
            // As it is now: the reply before this one may have moved its head and its cut.
            Conversation conversation = conversations.find(asked.id()).orElse(asked);
            List<Turn> history = conversations.history(conversation.id());
            if (history.isEmpty() || history.getLast().role() != Role.ASSISTANT || !fitting.test(history.getLast())) {
                return refused(reply, otherwise);
            }
            String begun = beginning.apply(history.getLast());
            List<Turn> path = history.subList(0, history.size() - 1);
            Answer answer;
            try {
                answer = generate(new Task(conversation, path, id, begun), _ -> {}, reply, cancellation);
            } catch (MessageTooLongException e) {
                if (begun.isEmpty()) {
                    throw e;
                }
                return refused(reply, words.say("reply.full"));
            }
            if (answer.isNothing()) {
                return new Outcome.Stopped();
            }
            if (!conversations.append(answer.turn())) {
                engine.forget(conversation.id().toString());
                return new Outcome.Ignored("it was forgotten meanwhile");
            }
            return complete(conversation, answer, reply);
        });
    }

    /** What is to be said: the path ends in the question; a reply that was begun goes on. */
    private record Task(Conversation conversation, List<Turn> path, UUID replyTurn, String begun) {}

    private Answer generate(Task task, Consumer<String> save, Reply reply, Cancellation cancellation)
            throws InterruptedException, MessageTooLongException, LineFullException {
        Turn question = task.path().getLast();
        Person person =
                new Person(question.author().platform(), question.author().id());
        Persona persona = personas.resolve(task.conversation().key(), person).persona();
        String cacheKey = settings.fresh() ? null : task.conversation().id().toString();
        Window window = engine.call(
                reply,
                cancellation,
                client -> PromptWindows.fit(
                        client,
                        persona,
                        task.path(),
                        task.conversation().cut(),
                        cacheKey,
                        task.begun(),
                        settings.maxTokens(persona)));
        Completion completion;
        try (var _ = admission.enter(place -> reply.status(new ReplyStatus.Waiting(place)), cancellation);
                PartialText partial = new PartialText(timer, save)) {
            completion = generator.generate(
                    window.messages(),
                    window.replyTokens(),
                    settings.sampling(persona),
                    cacheKey,
                    task.begun(),
                    reply,
                    partial,
                    cancellation);
        }
        if (running.leaving() && completion.finishReason() == FinishReason.CANCELLED) {
            save.accept(completion.text());
            throw new InterruptedException("Parley is leaving");
        }
        Generation made = Answer.generation(persona, model, window, completion);
        Turn turn = Turns.reply(task.replyTurn(), question, completion.text(), made, clock.instant());
        return new Answer(turn, window.cut(), window.dropped());
    }

    private Outcome complete(Conversation conversation, Answer answer, Reply reply) {
        if (!answer.cut().equals(conversation.cut())) {
            conversations.cut(conversation.id(), answer.cut());
        }
        List<String> notes = answer.notes(words);
        log.info("reply {} in {}: {}", answer.turn().id(), conversation.id(), answer.finish());
        reply.complete(new ReplyOutcome(answer.turn().id(), answer.finish(), notes));
        return new Outcome.Answered(answer.turn(), notes);
    }

    /** What runs in a lane, with all that can end it early. */
    private interface InLane {
        Outcome run(Cancellation cancellation) throws InterruptedException, MessageTooLongException, LineFullException;
    }

    private Outcome inLane(Conversation conversation, UUID replyTurn, Reply reply, InLane work) {
        Cancellation cancellation = new Cancellation();
        try (var _ = running.begin(replyTurn, conversation.id(), cancellation)) {
            Outcome outcome = lanes.run(conversation.id(), () -> work.run(cancellation));
            switch (outcome) {
                case Outcome.Stopped _ -> reply.fail(words.say("reply.stopped"));
                case Outcome.Ignored _ -> reply.fail(words.say("reply.forgotten"));
                default -> {}
            }
            return outcome;
        } catch (MessageTooLongException e) {
            return refused(reply, String.valueOf(e.getMessage()));
        } catch (EngineException.ContextExceeded e) {
            return refused(reply, words.say("reply.too-long", e.promptTokens(), e.contextTokens()));
        } catch (LineFullException e) {
            return refused(reply, words.say("reply.line-full", e.waiting()));
        } catch (InterruptedException e) {
            if (cancellation.isCancelled() && !running.leaving()) {
                reply.fail(words.say("reply.stopped"));
                return new Outcome.Stopped();
            }
            // The mark is not set again: H2 closes the whole database when a marked thread touches its file.
            reply.fail(words.say("reply.interrupted"));
            return new Outcome.Interrupted();
        } catch (RuntimeException e) {
            log.error("reply {} in {} failed", replyTurn, conversation.id(), e);
            String why = words.say("reply.failed", String.valueOf(e.getMessage()));
            reply.fail(why);
            return new Outcome.Failed(why, e);
        }
    }

    private static Outcome refused(Reply reply, String why) {
        reply.fail(why);
        return new Outcome.Refused(why);
    }

    /** Ends the message's way through the inbox where it was not answered. */
    private Outcome settle(InboxEntry entry, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered _ -> {}
            case Outcome.Interrupted _ ->
                inbox.find(entry.id()).ifPresent(now -> inbox.interrupt(now.id(), now.partialText()));
            case Outcome.Refused(String why) -> inbox.refuse(entry.id(), why);
            case Outcome.Failed(String why, var _) -> inbox.fail(entry.id(), why);
            case Outcome.Stopped _ -> inbox.ignore(entry.id(), "stopped before the first word");
            case Outcome.Ignored(String reason) -> inbox.ignore(entry.id(), reason);
        }
        return outcome;
    }
}
