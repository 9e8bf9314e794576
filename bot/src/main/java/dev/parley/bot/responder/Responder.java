package dev.parley.bot.responder;

import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.responder.Admission.Demand;
import dev.parley.bot.responder.Admission.Seat;
import dev.parley.bot.responder.Composer.Task;
import dev.parley.bot.responder.RunningReplies.Running;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.Cancellation;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Forgotten;
import dev.parley.persistence.Inbox;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Person;
import dev.parley.persistence.PersonalData;
import dev.parley.persistence.Role;
import dev.parley.persistence.StoreException;
import dev.parley.persistence.Turn;
import dev.parley.prompts.MessageTooLongException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a message: accepted once and committed, decided upon, answered in its conversation's lane with a seat at
 * the engine and a prompt that fits, stored, shown. Every path that fails ends in words to the person. Calls block; a
 * platform makes one on a virtual thread for each message.
 */
public final class Responder {
    private static final Logger log = LoggerFactory.getLogger(Responder.class);

    private final Inbox inbox;
    private final ConversationStore conversations;
    private final PersonalData personalData;
    private final EngineAccess engine;
    private final Composer composer;
    private final Admission admission;
    private final Words words;
    private final Supplier<UUID> ids;
    private final Owed owed;
    private final LaneWork lanes;
    private final RunningReplies running;
    private final ReplyAccounts accounts;

    /**
     * Wires the path.
     *
     * @param database where everything is kept
     * @param composer makes answers
     * @param engine counts, and forgets with us
     * @param admission who may go to the engine
     * @param words what Parley says itself
     * @param ids draws turn ids
     * @param metrics what is counted of replies
     */
    public Responder(
            Database database,
            Composer composer,
            EngineAccess engine,
            Admission admission,
            Words words,
            Supplier<UUID> ids,
            Metrics metrics) {
        this.inbox = database.inbox();
        this.conversations = database.conversations();
        this.personalData = database.personalData();
        this.engine = engine;
        this.composer = composer;
        this.admission = admission;
        this.words = words;
        this.ids = ids;
        this.owed = new Owed(database);
        this.running = new RunningReplies();
        this.lanes = new LaneWork(running, words);
        this.accounts = new ReplyAccounts(metrics, System::nanoTime);
    }

    private Responder(Responder same, Composer composer) {
        this.inbox = same.inbox;
        this.conversations = same.conversations;
        this.personalData = same.personalData;
        this.engine = same.engine;
        this.composer = composer;
        this.admission = same.admission;
        this.words = same.words;
        this.ids = same.ids;
        this.owed = same.owed;
        this.lanes = same.lanes;
        this.running = same.running;
        this.accounts = same.accounts;
    }

    /** The same path, lanes and running replies for one session whose answers are made its own way. */
    public Responder with(Composer own) {
        return new Responder(this, own);
    }

    /**
     * Takes a message and answers it.
     *
     * @param arrival what was written; the same message again is answered once
     * @param acknowledge told once the message is safe in the store and has its place in the order of its conversation,
     *     also when it was known: only then may the platform forget it; at times more than once
     * @param opener where the reply is shown
     * @return what became of it
     */
    public Outcome onMessage(Arrival arrival, Runnable acknowledge, ReplyOpener opener) {
        boolean joins = arrival.joins() && arrival.decision() instanceof Decision.Respond;
        InboxEntry entry;
        try {
            entry = (joins ? inbox.acceptOrJoin(arrival.message()) : inbox.accept(arrival.message())).orElse(null);
        } catch (StoreException e) {
            return notTaken(arrival, e, acknowledge, opener);
        }
        if (entry == null || entry.joinedTo() != null) {
            acknowledge.run();
            return entry == null ? new Outcome.Ignored("it is known already") : new Outcome.Joined();
        }
        return switch (arrival.decision()) {
            case Decision.Ignore(String reason) -> {
                acknowledge.run();
                inbox.ignore(entry.id(), reason);
                log.info("message {} left alone: {}", entry.id(), reason);
                yield new Outcome.Ignored(reason);
            }
            case Decision.Refuse(String why) -> {
                acknowledge.run();
                accounts.refused(arrival.message().key().platform());
                yield settle(entry, LaneWork.refused(opener.open(entry.replyTurnId()), why));
            }
            case Decision.Respond() -> answer(entry, arrival.material(), acknowledge, opener);
        };
    }

    /** Nothing can be stored at the moment. What would be left alone anyway is left alone now. */
    private Outcome notTaken(Arrival arrival, StoreException cause, Runnable acknowledge, ReplyOpener opener) {
        if (!Owed.isFull(cause) || arrival.decision() instanceof Decision.Ignore) {
            throw cause;
        }
        acknowledge.run();
        accounts.notTaken(arrival.message().key().platform());
        return lanes.notTaken(opener.open(ids.get()), cause);
    }

    /**
     * Answers an accepted message: a new one, or one that a crash left unanswered, from the text that was saved.
     *
     * @param entry the message
     * @param material what belongs to it
     * @param acknowledge told once the message has its place, or must wait for room on the disk; at times more than once
     * @param opener where the reply is shown
     * @return what became of it
     */
    public Outcome answer(InboxEntry entry, Material material, Runnable acknowledge, ReplyOpener opener) {
        Incoming message = entry.message();
        Demand demand = admission.demand(message.author().person(), message.receivedAt());
        Conversation conversation = owed.store(acknowledge, () -> conversations.current(message.key()));
        ReplyAccount account = accounts.open(
                entry.replyTurnId(), conversation.id(), message.key().platform());
        Lanes.Place place = lanes.enter(conversation.id(), message.receivedAt());
        Outcome outcome = lanes.run(
                place,
                entry.replyTurnId(),
                acknowledge,
                account.timed(opener),
                (reply, run) ->
                        reply(entry, conversation.id(), material.gather(run.stop()), demand, account, reply, run));
        account.ended(outcome);
        return settle(entry, outcome);
    }

    private Outcome reply(
            InboxEntry accepted,
            UUID conversationId,
            Material.Gathered gathered,
            Demand demand,
            ReplyAccount account,
            Reply reply,
            Running run)
            throws InterruptedException, MessageTooLongException, LineFullException {
        try (Seat seat = admission.enter(demand, reply::status, run.stop())) {
            account.seated();
            Enclosed enclosed = engine.call(reply, run.stop(), client -> Enclosed.fit(client, gathered, words));
            Optional<InboxEntry> begun = owed.store(reply, () -> inbox.begin(accepted.id(), conversationId));
            while (true) {
                Cancellation attempt = run.nextAttempt();
                InboxEntry entry = begun.orElse(null);
                Conversation conversation = conversations.find(conversationId).orElse(null);
                if (entry == null || conversation == null) {
                    return new Outcome.Ignored("it was forgotten meanwhile");
                }
                if (entry.message().text().isBlank() && enclosed.isEmpty()) {
                    return LaneWork.refused(reply, enclosed.nothingAsked(words));
                }
                Turn question = enclosed.question(ids.get(), entry.message(), conversation);
                Task task = new Task(
                        conversation,
                        pathTo(question),
                        entry.replyTurnId(),
                        entry.partialText(),
                        entry.message().persona(),
                        enclosed.notes());
                Consumer<String> save = text -> keep(entry, text, attempt);
                Answer answer = composer.compose(task, save, reply, run.stop(), attempt);
                answer.chargeTo(seat);
                running.unlessLeaving(answer, save);
                if (answer.isNothing() && run.stop().isCancelled()) {
                    return new Outcome.Stopped();
                }
                switch (owed.store(
                        reply, () -> conversations.finish(entry.id(), entry.revision(), question, answer.turn()))) {
                    case STORED -> {
                        return complete(conversation, answer, reply);
                    }
                    case GONE -> {
                        engine.forget(conversationId.toString());
                        return new Outcome.Ignored("it was forgotten meanwhile");
                    }
                    case CHANGED -> {
                        reply.status(new ReplyStatus.Changed());
                        begun = owed.store(reply, () -> inbox.reread(entry.id()));
                    }
                }
            }
        }
    }

    /** Saves what was said so far; where nobody wants the rest any more, the attempt ends. */
    private void keep(InboxEntry entry, String text, Cancellation attempt) {
        // Otherwise the text stays in memory; the next piece, or the end, is stored with all of it.
        Owed.ifThereIsRoom(() -> {
            if (!inbox.savePartial(entry.id(), entry.revision(), text)) {
                attempt.cancel();
            }
        });
    }

    private List<Turn> pathTo(Turn question) {
        List<Turn> path =
                new ArrayList<>(question.parentId() == null ? List.of() : conversations.path(question.parentId()));
        path.add(question);
        return path;
    }

    /**
     * Gives another reply to the last message of a conversation; the one before stays in the log.
     *
     * @param key the place
     * @param asker who wants it
     * @param opener where the reply is shown
     * @return what became of it
     */
    public Outcome regenerate(ConversationKey key, Person asker, ReplyOpener opener) {
        return again(key, asker, opener, words.say("reply.nothing-to-regenerate"), _ -> true, _ -> "");
    }

    /**
     * Goes on with the last reply, if it ended at its length or was cut off.
     *
     * @param key the place
     * @param asker who wants it
     * @param opener where the reply is shown, from its beginning
     * @return what became of it
     */
    public Outcome goOn(ConversationKey key, Person asker, ReplyOpener opener) {
        return again(
                key,
                asker,
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

    /**
     * Takes a message's new text: while its reply is owed, that begins again with it; afterwards it is ignored.
     *
     * @param platform where it was written
     * @param externalId the platform's id of the message
     * @param text what it says now
     */
    public void edited(String platform, String externalId, String text) {
        inbox.edit(platform, externalId, text).ifPresent(entry -> running.revise(entry.replyTurnId()));
    }

    /**
     * Forgets a message that its author deleted, with its answer; a reply that is being made ends.
     *
     * @param platform where it was written
     * @param externalId the platform's id of the message
     */
    public void deleted(String platform, String externalId) {
        forgotten(owed.store(() -> personalData.forgetMessage(platform, externalId)));
    }

    /** Ends the replies to what was forgotten, and lets the engine forget it too. */
    public void forgotten(Forgotten what) {
        what.ended().forEach(running::stop);
        what.changed().forEach(running::revise);
        what.conversations().forEach(each -> engine.forget(each.toString()));
    }

    /** Breaks off what waits or runs. What was said so far is kept, and goes on at the next start. */
    public void leave() {
        running.leave();
        owed.leave();
    }

    private Outcome again(
            ConversationKey key,
            Person asker,
            ReplyOpener opener,
            String otherwise,
            Predicate<Turn> fitting,
            Function<Turn, String> beginning) {
        Conversation asked = conversations.current(key);
        UUID turn = ids.get();
        ReplyAccount account = accounts.open(turn, asked.id(), key.platform());
        Lanes.Place place = lanes.enter(asked.id());
        Outcome outcome = lanes.runAgain(place, turn, account.timed(opener), (reply, run) -> {
            // As it is now: the reply before this one may have moved its head and its cut.
            Conversation conversation = conversations.find(asked.id()).orElse(asked);
            List<Turn> history = conversations.history(conversation.id());
            if (history.isEmpty() || history.getLast().role() != Role.ASSISTANT || !fitting.test(history.getLast())) {
                return LaneWork.refused(reply, otherwise);
            }
            String begun = beginning.apply(history.getLast());
            List<Turn> path = history.subList(0, history.size() - 1);
            Answer answer;
            try (Seat seat = admission.enter(new Demand(asker, true), reply::status, run.stop())) {
                account.seated();
                Task task = new Task(conversation, path, run.reply(), begun, null, List.of());
                answer = composer.compose(task, _ -> {}, reply, run.stop(), run.stop());
                answer.chargeTo(seat);
                running.unlessLeaving(answer, _ -> {});
            } catch (MessageTooLongException e) {
                if (begun.isEmpty()) {
                    throw e;
                }
                return LaneWork.refused(reply, words.say("reply.full"));
            }
            if (answer.isNothing()) {
                return new Outcome.Stopped();
            }
            if (!owed.store(reply, () -> conversations.append(answer.turn()))) {
                engine.forget(conversation.id().toString());
                return new Outcome.Ignored("it was forgotten meanwhile");
            }
            return complete(conversation, answer, reply);
        });
        account.ended(outcome);
        return outcome;
    }

    private Outcome complete(Conversation conversation, Answer answer, Reply reply) {
        if (!answer.cut().equals(conversation.cut())) {
            conversations.cut(conversation.id(), answer.cut());
        }
        List<String> notes = answer.notes(words);
        reply.complete(new ReplyOutcome(answer.turn().id(), answer.generation(), notes));
        return new Outcome.Answered(answer.turn(), notes);
    }

    /** Ends the message's way through the inbox where it was not answered. */
    private Outcome settle(InboxEntry entry, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered _, Outcome.Joined _ -> {}
            case Outcome.Interrupted _ ->
                owed.settle(() -> inbox.find(entry.id()).map(now -> inbox.interrupt(now.id(), now.partialText())));
            case Outcome.Refused(String why) -> owed.settle(() -> inbox.refuse(entry.id(), why));
            case Outcome.Failed(String why, var _) -> owed.settle(() -> inbox.fail(entry.id(), why));
            case Outcome.Stopped _ -> owed.settle(() -> inbox.ignore(entry.id(), "stopped before the first word"));
            case Outcome.Ignored(String reason) -> owed.settle(() -> inbox.ignore(entry.id(), reason));
        }
        return outcome;
    }
}
