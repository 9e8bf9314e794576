package dev.parley.bot.access;

import dev.parley.bot.config.LimitsSettings;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Person;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one person may ask for in a minute and in a day. There is one of it for all platforms. */
public final class Limits {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration VERY_LONG = Duration.ofMinutes(90);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Supplier<LimitsSettings> current;
    private final Words words;
    private final InstantSource time;
    private LimitsSettings applied = new LimitsSettings(0, 0);
    private @Nullable Allowance messages;
    private @Nullable Allowance tokens;

    /**
     * Gives everybody all that they may have.
     *
     * @param settings how much that is, as it is now; what was used up before a change stays used up
     * @param words for the reasons
     * @param time tells when there is more; one that is never set back, or people wait for it
     */
    public Limits(Supplier<LimitsSettings> settings, Words words, InstantSource time) {
        this.current = settings;
        this.words = words;
        this.time = time;
    }

    private LimitsSettings settings() {
        LimitsSettings now = current.get();
        if (now.messagesAMinute() != applied.messagesAMinute()) {
            messages = changed(messages, now.messagesAMinute(), most -> Allowance.flowing(most, MINUTE, time));
        }
        if (now.tokensADay() != applied.tokensADay()) {
            tokens = changed(tokens, now.tokensADay(), most -> Allowance.whole(most, DAY, time));
        }
        applied = now;
        return now;
    }

    private static @Nullable Allowance changed(
            @Nullable Allowance before, long amount, LongFunction<Allowance> beginning) {
        if (amount == 0) {
            return null;
        }
        if (before == null) {
            return beginning.apply(amount);
        }
        before.change(amount);
        return before;
    }

    /** Counts one more message of this person's, unless that is too much, which is said in {@code theirs}. */
    synchronized Optional<Verdict> another(Person person, Words theirs) {
        LimitsSettings settings = settings();
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

    synchronized void charge(Person person, long amount) {
        LimitsSettings _ = settings();
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
