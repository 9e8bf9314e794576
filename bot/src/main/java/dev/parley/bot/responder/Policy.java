package dev.parley.bot.responder;

import dev.parley.bot.words.Words;
import dev.parley.persistence.Incoming;

/** Who is answered, and where. */
@FunctionalInterface
public interface Policy {
    /**
     * Decides about one message, by the message alone.
     *
     * @param message accepted and stored
     * @return what to do; never null, never a silent drop
     */
    Decision decide(Incoming message);

    /**
     * Answers everybody who says something.
     *
     * @param words for those who said nothing
     * @return the policy of the terminal
     */
    static Policy everybody(Words words) {
        return message -> message.text().isBlank()
                ? new Decision.Refuse(words.say("reply.nothing-asked"))
                : new Decision.Respond();
    }
}
