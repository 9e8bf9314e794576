package dev.parley.bot.responder;

import java.util.UUID;

/** Opens the place where a reply is shown: a placeholder, a typing mark, or nothing yet. */
@FunctionalInterface
public interface ReplyOpener {
    /**
     * Opens it.
     *
     * @param turn the id that the reply has in the store, drawn when the message was accepted
     * @return where it is shown
     */
    Reply open(UUID turn);
}
