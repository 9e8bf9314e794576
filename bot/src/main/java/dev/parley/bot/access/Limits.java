package dev.parley.bot.access;

import dev.parley.bot.config.LimitsSettings;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Person;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one person may ask for in a minute and in a day. There is one of it for all platforms. */
public final class Limits {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration VERY_LONG = Duration.ofMinutes(90);

    private final LimitsSettings settings;
    private final @Nullable Allowance messages;
    private final @Nullable Allowance tokens;
    private final Words words;

    /**
     * Gives everybody all that they may have.
     *
     * @param settings how much that is
     * @param words for the reasons
     * @param clock tells when there is more
     */
    public Limits(LimitsSettings settings, Words words, Clock clock) {
        this.settings = settings;
        this.words = words;
        this.messages = settings.messagesAMinute() == 0
                ? null
                : Allowance.flowing(settings.messagesAMinute(), Duration.ofMinutes(1), clock);
        this.tokens =
                settings.tokensADay() == 0 ? null : Allowance.whole(settings.tokensADay(), Duration.ofDays(1), clock);
    }

    /** Counts one more message of this person's, unless that is too much, which is said in {@code theirs}. */
    Optional<Verdict> another(Person person, Words theirs) {
        Duration withoutTokens = tokens == null ? Duration.ZERO : tokens.untilFree(person);
        if (!withoutTokens.isZero()) {
            return Verdict.refused(
                    theirs.say("access.tokens", settings.tokensADay(), inWords(withoutTokens, theirs)),
                    words.say("access.why.tokens", settings.tokensADay()));
        }
        Duration tooEarly = messages == null ? Duration.ZERO : messages.take(person);
        return tooEarly.isZero()
                ? Optional.empty()
                : Verdict.refused(
                        theirs.say("access.messages", settings.messagesAMinute(), inWords(tooEarly, theirs)),
                        words.say("access.why.messages", settings.messagesAMinute()));
    }

    void charge(Person person, long amount) {
        if (tokens != null) {
            tokens.charge(person, amount);
        }
    }

    /** Rounded up, so that whoever comes back then is not sent away again. */
    private static String inWords(Duration wait, Words theirs) {
        if (wait.compareTo(LONG) <= 0) {
            return theirs.say("access.seconds", roundedUp(wait, Duration.ofSeconds(1)));
        }
        long minutes = roundedUp(wait, Duration.ofMinutes(1));
        return wait.compareTo(VERY_LONG) <= 0
                ? theirs.say("access.minutes", minutes)
                : theirs.say("access.hours", minutes / 60, minutes % 60);
    }

    private static long roundedUp(Duration wait, Duration unit) {
        return wait.plus(unit).minusNanos(1).dividedBy(unit);
    }
}
