package dev.parley.bot.access;

import dev.parley.bot.responder.Decision;
import java.util.Optional;

/** Why somebody is not answered, and whether that is said. */
record Verdict(Decision decision, String reason) {
    static Optional<Verdict> ignored(String reason) {
        return Optional.of(new Verdict(new Decision.Ignore(reason), reason));
    }

    static Optional<Verdict> refused(String words, String reason) {
        return Optional.of(new Verdict(new Decision.Refuse(words), reason));
    }
}
