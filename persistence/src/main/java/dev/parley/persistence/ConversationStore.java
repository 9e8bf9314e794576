package dev.parley.persistence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Conversations and their turns. The log of turns is only ever appended to: a regenerated reply is a sibling under the
 * same question, a continued reply is a sibling whose text begins with that of the reply that it continues, and the head
 * moves to it. Every method that writes is committed when it returns; all throw {@link StoreException} when the
 * database fails.
 */
public interface ConversationStore {
    /** The conversation that this place points to; a first one is begun where there is none. */
    Conversation current(ConversationKey key);

    /** Begins a new conversation and points the place to it. The old one stays. */
    Conversation startNew(ConversationKey key);

    /** One conversation. */
    Optional<Conversation> find(UUID id);

    /** The current conversation of the place in this channel where this person wrote last. */
    Optional<Conversation> latest(Person person, String workspace, String channel);

    /** One turn. */
    Optional<Turn> turn(UUID id);

    /** From the first turn down to this one; empty when it was forgotten. */
    List<Turn> path(UUID turnId);

    /** The path of the conversation's head, which is its history; empty for a new one. */
    List<Turn> history(UUID conversationId);

    /**
     * Stores a message and its reply, moves the head to the reply and ends the inbox entry, all or nothing. It may be
     * called again for the same entry: the turns are stored once. A reply cut off by a crash is finished like any other,
     * with the text that was saved and {@link Finish#INTERRUPTED}. When the turn that the message hung on was forgotten
     * meanwhile it hangs on the head.
     *
     * @param inboxId the entry that was accepted
     * @param revision the entry's {@link InboxEntry#revision()} when the question was read
     * @param user the message; its parent is normally the conversation's head
     * @param reply its id is the entry's {@link InboxEntry#replyTurnId()}, its parent is {@code user}
     * @return whether both are in the conversation now; where nothing was stored, what an engine has cached of it has to
     *     go
     */
    Finished finish(UUID inboxId, int revision, Turn user, Turn reply);

    /**
     * Stores another reply to a message that has one, regenerated or continued, and moves the head to it. It may be
     * called again with the same turn.
     *
     * @return whether it is in the conversation now; false when the message was forgotten meanwhile
     */
    boolean append(Turn reply);

    /**
     * Makes a turn its conversation's head, and that conversation the current one of its place. What came after it stays
     * in the log.
     *
     * @return the conversation; empty when the turn was forgotten
     */
    Optional<Conversation> goOnFrom(UUID turnId);

    /** Remembers whether Parley answers in a place without being mentioned; at first it does not. */
    void attend(ConversationKey key, boolean attentive);

    /** Whether Parley answers in a place without being mentioned. */
    boolean attends(ConversationKey key);

    /** Remembers the first turn that the window still holds; null when it holds all. */
    void cut(UUID conversationId, @Nullable UUID firstKept);

    /** The known token counts of a conversation's turns by turn. */
    Map<UUID, Integer> tokenCounts(UUID conversationId, String tokenizer);

    /** Remembers token counts; those of turns that were forgotten meanwhile are left out. */
    void putTokenCounts(String tokenizer, Map<UUID, Integer> counts);
}
