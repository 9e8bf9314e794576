package dev.parley.bot.access;

import dev.parley.bot.responder.Decision;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Person;
import dev.parley.persistence.Turn;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who is answered on one platform. Whatever is not answered has a reason, which is logged and kept for admins.
 * Blocked comes before allowed, a place before a person, and a person before limits. Answers at once, from any thread.
 */
public final class Access {
    private static final Logger log = LoggerFactory.getLogger(Access.class);

    /** Somebody who is refused in a flood would otherwise make Parley flood the channel. */
    private static final int REFUSALS_A_MINUTE = 5;

    private final Supplier<AccessRules> current;
    private final Limits limits;
    private final BotTurns botTurns;
    private final RecentRefusals recent;
    private final Words words;
    private final Allowance refusals;

    /**
     * Wires the decision.
     *
     * @param rules what the platform's configuration says, as it is now
     * @param limits what each person may ask for, shared by all platforms
     * @param recent keeps the reasons, shared by all platforms
     * @param words for the reasons, and for people where all see it
     * @param clock for the pace of refusals
     */
    public Access(Supplier<AccessRules> rules, Limits limits, RecentRefusals recent, Words words, Clock clock) {
        this.current = rules;
        this.limits = limits;
        this.botTurns = new BotTurns();
        this.recent = recent;
        this.words = words;
        this.refusals = Allowance.flowing(REFUSALS_A_MINUTE, Duration.ofMinutes(1), clock);
    }

    /**
     * Decides about something that the model would answer: a message, {@code ask}, {@code regenerate}, and the like. It
     * counts as one of the person's messages in this minute.
     *
     * @param visitor who comes, and from where
     * @return what to do; a bot is never refused in words, which it would answer
     */
    public Decision decide(Visitor visitor) {
        return decide(visitor, words);
    }

    /**
     * The same where nobody else sees the answer.
     *
     * @param visitor who comes, and from where
     * @param theirs the words of that person's language
     * @return what to do
     */
    public Decision decide(Visitor visitor, Words theirs) {
        return pronounce(visitor, barred(visitor, theirs).or(() -> tooMuch(visitor, theirs)));
    }

    /**
     * Decides about something that costs no generation: {@code help}, a persona, a stop. Counts as nothing.
     *
     * @param visitor who comes, and from where
     * @param theirs the words of that person's language
     * @return what to do
     */
    public Decision admit(Visitor visitor, Words theirs) {
        return pronounce(visitor, barred(visitor, theirs));
    }

    /**
     * Hears that somebody wrote something that was not for Parley: when it was a person, bots are answered again. What is
     * decided about is heard already.
     *
     * @param visitor who wrote, and where
     */
    public void heard(Visitor visitor) {
        if (!visitor.bot()) {
            botTurns.personSpoke(visitor.home());
        }
    }

    /**
     * Takes a reply off the person's tokens for the day, if it was one: what had to be read anew, and what was written.
     * The last reply of a day may go beyond them, which costs nothing of the next day.
     *
     * @param person who asked
     * @param outcome what became of it
     */
    public void charge(Person person, Outcome outcome) {
        if (outcome instanceof Outcome.Answered(Turn reply, var _) && reply.generation() != null) {
            charge(person, cost(reply.generation()));
        }
    }

    void charge(Person person, long tokens) {
        if (!isAdmin(person)) {
            limits.charge(person, tokens);
        }
    }

    static long cost(Generation generation) {
        return (long) generation.readTokens() + generation.completionTokens();
    }

    /** Whether the person administers Parley on this platform. */
    public boolean isAdmin(Person person) {
        return current.get().admins().contains(person.id());
    }

    private Optional<Verdict> barred(Visitor visitor, Words theirs) {
        AccessRules rules = current.get();
        heard(visitor);
        if (rules.block().holdsPlace(visitor)) {
            return Verdict.ignored(words.say("access.why.place-blocked"));
        }
        if (!visitor.directMessage() && !rules.allow().covers(visitor)) {
            return Verdict.ignored(words.say("access.why.place"));
        }
        boolean admin = isAdmin(visitor.person());
        if (!admin && rules.block().holdsPerson(visitor)) {
            return Verdict.ignored(words.say("access.why.person-blocked"));
        }
        if (visitor.bot()) {
            return rules.bots().contains(visitor.person().id())
                    ? Optional.empty()
                    : Verdict.ignored(words.say("access.why.bot"));
        }
        if (visitor.guest() && !rules.guests() && !admin) {
            return Verdict.refused(theirs.say("access.no-guests"), words.say("access.why.guest"));
        }
        if (visitor.directMessage() && !rules.directMessages()) {
            return Verdict.refused(theirs.say("access.no-direct"), words.say("access.why.direct"));
        }
        if (!admin && !rules.allow().letsIn(visitor)) {
            return Verdict.refused(theirs.say("access.not-you"), words.say("access.why.person"));
        }
        return Optional.empty();
    }

    private Optional<Verdict> tooMuch(Visitor visitor, Words theirs) {
        if (isAdmin(visitor.person())) {
            return Optional.empty();
        }
        int mostTurns = current.get().botTurns();
        return limits.another(visitor.person(), theirs)
                .or(() -> visitor.bot() && !botTurns.another(visitor.home(), mostTurns)
                        ? Verdict.ignored(words.say("access.why.bot-turns", mostTurns))
                        : Optional.empty());
    }

    private Decision pronounce(Visitor visitor, Optional<Verdict> verdict) {
        if (verdict.isEmpty()) {
            return new Decision.Respond();
        }
        String reason = verdict.get().reason();
        recent.add(visitor.person(), visitor.place(), reason);
        log.info("{} in {} is not answered: {}", visitor.person(), visitor.place(), reason);
        return verdict.get().decision() instanceof Decision.Refuse refusal
                        && !visitor.bot()
                        && refusals.take(visitor.person()).isZero()
                ? refusal
                : new Decision.Ignore(reason);
    }
}
