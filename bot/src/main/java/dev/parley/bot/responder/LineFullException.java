package dev.parley.bot.responder;

import java.io.Serial;

/** So many wait already that one more would wait for too long: refused at once rather than left hanging. */
final class LineFullException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int waiting;

    LineFullException(int waiting) {
        super(waiting + " replies are waiting.");
        this.waiting = waiting;
    }

    int waiting() {
        return waiting;
    }
}
