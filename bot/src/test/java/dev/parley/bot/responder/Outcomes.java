package dev.parley.bot.responder;

import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import java.util.List;
import java.util.UUID;

/** Ends of replies that nobody made. */
public final class Outcomes {
    private Outcomes() {}

    /** An outcome with these notes. */
    public static ReplyOutcome of(Finish finish, String... notes) {
        return new ReplyOutcome(
                new UUID(0, 1),
                new Generation("assistant", "tiny", null, "", 10, 0, 5, 20, 100, 50, finish, 0),
                List.of(notes));
    }
}
