package dev.parley.bot.responder;

import dev.parley.persistence.Finish;
import java.util.List;
import java.util.UUID;

/**
 * How a reply ended.
 *
 * @param turnId the stored turn
 * @param finish why it ended
 * @param notes shown small under the reply, such as what no longer fitted the context
 */
public record ReplyOutcome(UUID turnId, Finish finish, List<String> notes) {
    public ReplyOutcome {
        notes = List.copyOf(notes);
    }
}
