package dev.parley.bot.responder;

import dev.parley.bot.words.Words;
import java.io.Serial;

/** So many wait already that one more would wait for too long: refused at once rather than left hanging. */
final class LineFullException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int waiting;
    private final int own;
    private final int seconds;

    /** In the lane of one conversation. */
    LineFullException(int waiting) {
        this(waiting, 0, 0);
    }

    /**
     * In the line for the engine.
     *
     * @param waiting replies there
     * @param own how many of them are for who was refused
     * @param seconds about how long one more would wait; 0 where nobody knows
     */
    LineFullException(int waiting, int own, int seconds) {
        super(waiting + " replies are waiting.");
        this.waiting = waiting;
        this.own = own;
        this.seconds = seconds;
    }

    int waiting() {
        return waiting;
    }

    /** For the person. */
    String say(Words words) {
        return words.say("reply.line-full", waiting, own, seconds, seconds / 60);
    }
}
