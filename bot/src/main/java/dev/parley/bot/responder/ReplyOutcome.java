package dev.parley.bot.responder;

import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import java.util.List;
import java.util.UUID;

/**
 * How a reply ended.
 *
 * @param turnId the stored turn
 * @param generation how it was made
 * @param notes shown small under the reply, such as what no longer fitted the context
 */
public record ReplyOutcome(UUID turnId, Generation generation, List<String> notes) {
    /** Copies the notes. */
    public ReplyOutcome {
        notes = List.copyOf(notes);
    }

    /** Why it ended. */
    public Finish finish() {
        return generation.finish();
    }
}
