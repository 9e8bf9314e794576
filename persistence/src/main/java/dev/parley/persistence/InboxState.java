package dev.parley.persistence;

/** Where an accepted message stands: {@code RECEIVED -> ANSWERING -> DONE | FAILED | REFUSED | IGNORED | JOINED}. */
public enum InboxState {
    /** Accepted and waiting. */
    RECEIVED,
    /** A reply has been begun, perhaps by a process that is no more. */
    ANSWERING,
    /** Question and reply are stored as turns. */
    DONE,
    /** Given up, with a cause. */
    FAILED,
    /** Answered with a reason instead of a reply. */
    REFUSED,
    /** Left alone, with a reason for the log. */
    IGNORED,
    /** Part of the question of another message, which was waiting when it came. */
    JOINED;

    /** Whether a reply is still owed. */
    public boolean unfinished() {
        return this == RECEIVED || this == ANSWERING;
    }
}
