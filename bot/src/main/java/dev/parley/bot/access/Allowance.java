package dev.parley.bot.access;

import dev.parley.persistence.Person;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/** An amount that each person may use up in a while. Whoever has all of it back is forgotten. */
final class Allowance {
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final LongFunction<Bandwidth> shape;
    private final InstantSource time;
    private final Map<Person, Bucket> buckets = new HashMap<>();
    private Bandwidth bandwidth;
    private Instant swept;

    private Allowance(LongFunction<Bandwidth> shape, long amount, InstantSource time) {
        this.shape = shape;
        this.bandwidth = shape.apply(amount);
        this.time = time;
        this.swept = time.instant();
    }

    /** One that comes back bit by bit: 20 a minute is one more every 3 s. */
    static Allowance flowing(long most, Duration period, InstantSource time) {
        return new Allowance(
                amount -> Bandwidth.builder()
                        .capacity(amount)
                        .refillGreedy(amount, period)
                        .build(),
                most,
                time);
    }

    /** One that comes back as a whole, a period after its first use. */
    static Allowance whole(long most, Duration period, InstantSource time) {
        return new Allowance(
                amount -> Bandwidth.builder()
                        .capacity(amount)
                        .refillIntervally(amount, period)
                        .build(),
                most,
                time);
    }

    /** Gives everybody another amount from now on; what was used up stays used up. */
    synchronized void change(long amount) {
        bandwidth = shape.apply(amount);
        var changed = BucketConfiguration.builder().addLimit(bandwidth).build();
        buckets.values().forEach(each -> each.replaceConfiguration(changed, TokensInheritanceStrategy.ADDITIVE));
    }

    /** Takes one; gives back zero, or how long it is until there is one to take. */
    synchronized Duration take(Person person) {
        return Duration.ofNanos(bucket(person).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
    }

    /** How long it is until there is one to take; takes none. */
    synchronized Duration untilFree(Person person) {
        Bucket bucket = buckets.get(person);
        return bucket == null
                ? Duration.ZERO
                : Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    /** Takes as much of this as is there. */
    synchronized void charge(Person person, long amount) {
        if (amount > 0) {
            bucket(person).tryConsumeAsMuchAsPossible(amount);
        }
    }

    /** How many people are remembered. */
    synchronized int size() {
        return buckets.size();
    }

    private Bucket bucket(Person person) {
        if (time.instant().isAfter(swept.plus(BETWEEN_SWEEPS))) {
            swept = time.instant();
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= bandwidth.getCapacity());
        }
        return buckets.computeIfAbsent(
                person,
                _ -> Bucket.builder()
                        .addLimit(bandwidth)
                        .withCustomTimePrecision(new Time(time))
                        .build());
    }

    private record Time(InstantSource time) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            Instant now = time.instant();
            return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
