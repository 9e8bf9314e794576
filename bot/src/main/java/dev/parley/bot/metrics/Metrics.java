package dev.parley.bot.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the bot's work. A name such as {@code parley.replies} is {@code parley_replies_total} for Prometheus. What
 * can be known beforehand is there from the first moment, at 0: a rate needs a value to start from. Safe from any thread.
 */
public final class Metrics {
    /** Of a reply that no persona came to speak in. */
    private static final String NOBODY = "none";

    private static final String OTHER = "other";
    private static final Set<String> PLATFORMS = Set.of("discord", "slack", "terminal");

    /** Each has some ten series; who makes more by changing their folders meanwhile shares one. */
    private static final int MOST_PERSONAS = 50;

    private static final Duration[] WAITS =
            durations(50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000);
    private static final Duration[] GAPS = durations(5, 10, 25, 50, 100, 250, 500, 1000, 5000);
    private static final Duration[] DATABASE = durations(1, 2, 5, 10, 25, 50, 100, 250, 1000, 10_000);

    private final MeterRegistry registry;
    private final Predicate<String> isPersona;
    private final Set<String> personas = ConcurrentHashMap.newKeySet();
    private final Counter tokensIn;
    private final Counter tokensCached;
    private final Counter tokensOut;
    private final Counter cacheHits;
    private final Counter cacheMisses;
    private final Counter restarts;
    private final Timer firstToken;
    private final Timer tokenGap;
    private final Timer reads;
    private final Timer writes;
    private final Counter databaseFailures;

    /**
     * All figures at 0.
     *
     * @param registry takes them
     * @param isPersona whether there is a persona of this id now: no other becomes a label
     */
    public Metrics(MeterRegistry registry, Predicate<String> isPersona) {
        this.registry = registry;
        this.isPersona = isPersona;
        String tokens =
                "Tokens of replies: in is what prompts held, cached what of that was not read again, out what was written";
        tokensIn = counter("parley.tokens", tokens, Tags.of("kind", "in"));
        tokensCached = counter("parley.tokens", tokens, Tags.of("kind", "cached"));
        tokensOut = counter("parley.tokens", tokens, Tags.of("kind", "out"));
        String cache = "Replies whose prompt was found in the engine's cache, in part at least, or not at all";
        cacheHits = counter("parley.state.cache", cache, Tags.of("result", "hit"));
        cacheMisses = counter("parley.state.cache", cache, Tags.of("result", "miss"));
        restarts = counter(
                "parley.engine.restarts", "Times that the engine died or hung and was started again", Tags.empty());
        firstToken = timer("parley.first.token", "From the call to the engine to the first text", WAITS, Tags.empty());
        tokenGap = timer(
                "parley.token.gap", "Between a token's text and the next one's, within a reply", GAPS, Tags.empty());
        String database = "What the database took, waiting for a connection included";
        reads = timer("parley.database", database, DATABASE, Tags.of("operation", "read"));
        writes = timer("parley.database", database, DATABASE, Tags.of("operation", "write"));
        databaseFailures = counter("parley.database.failures", "What the database did not do", Tags.empty());
    }

    /** Metrics that nobody looks at. */
    public static Metrics none() {
        return new Metrics(new CompositeMeterRegistry(), _ -> false);
    }

    /**
     * Shows what belongs to a place where people write, from now on.
     *
     * @param place {@code discord}, {@code slack} or {@code terminal}
     */
    public void place(String place) {
        for (ReplyEnd each : ReplyEnd.values()) {
            if (each != ReplyEnd.ANSWERED && each != ReplyEnd.LENGTH) {
                replies(place, NOBODY, each);
            }
        }
        firstText(place);
    }

    /**
     * The same for one that is reached by requests.
     *
     * @param platform {@code discord} or {@code slack}
     */
    public void platform(String platform) {
        place(platform);
        tooManyRequests(platform);
        writes(platform);
    }

    /**
     * A reply ended.
     *
     * @param platform where it was asked for
     * @param persona the id of the persona that spoke; null for none
     * @param end how
     */
    public void replied(String platform, @Nullable String persona, ReplyEnd end) {
        replies(platform, persona == null ? NOBODY : label(persona), end).increment();
    }

    /**
     * The engine made a reply.
     *
     * @param promptTokens tokens of the prompt
     * @param cachedTokens of these, how many were not read again
     * @param writtenTokens tokens of the reply
     * @param firstTokenMillis from the call to the first text
     */
    public void generated(int promptTokens, int cachedTokens, int writtenTokens, long firstTokenMillis) {
        tokensIn.increment(promptTokens);
        tokensCached.increment(cachedTokens);
        tokensOut.increment(writtenTokens);
        (cachedTokens > 0 ? cacheHits : cacheMisses).increment();
        firstToken.record(Duration.ofMillis(Math.max(0, firstTokenMillis)));
    }

    /**
     * Somebody has the first text of a reply.
     *
     * @param platform where
     * @param waited since the message was taken up
     */
    public void firstText(String platform, Duration waited) {
        firstText(platform).record(waited);
    }

    /** A reply grew, so long after it grew before. */
    public void tokenGap(Duration gap) {
        tokenGap.record(gap);
    }

    /** A platform said that there were too many requests (429). */
    public void tooMany(String platform) {
        tooManyRequests(platform).increment();
    }

    /**
     * The writes of replies to a platform.
     *
     * @param platform which
     * @return counts them
     */
    public Writes writes(String platform) {
        return new Writes(
                edits(platform, "sent"),
                edits(platform, "merged"),
                edits(platform, "refused"),
                edits(platform, "failed"));
    }

    /**
     * Writes of replies to one platform: posts, edits and removals.
     *
     * @param sent the platform took it
     * @param merged texts that were not written on their own, but with the next one
     * @param refused the platform does not take it, and will not later
     * @param failed the platform did not take it this time
     */
    public record Writes(Counter sent, Counter merged, Counter refused, Counter failed) {}

    /** The engine is being started again. */
    public void engineRestarted() {
        restarts.increment();
    }

    /**
     * The database did something.
     *
     * @param wrote whether it was asked to write
     * @param took how long, waiting for a connection included
     * @param failed whether it threw
     */
    public void database(boolean wrote, Duration took, boolean failed) {
        (wrote ? writes : reads).record(took);
        if (failed) {
            databaseFailures.increment();
        }
    }

    /**
     * Shows a figure that is looked up when somebody asks; the look must be quick and must not throw.
     *
     * @param name such as {@code parley.replies.waiting}
     * @param help what it is, in one line
     * @param look the value now; NaN while nobody knows
     * @param labels names and values by turns
     */
    public void gauge(String name, String help, DoubleSupplier look, String... labels) {
        Gauge.builder(name, look::getAsDouble)
                .description(help)
                .tags(labels)
                .strongReference(true)
                .register(registry);
    }

    private Counter replies(String platform, String persona, ReplyEnd end) {
        return counter(
                "parley.replies",
                "Replies that ended",
                Tags.of("platform", known(platform), "persona", persona, "outcome", end.label()));
    }

    private Timer firstText(String platform) {
        return timer(
                "parley.first.text",
                "From a message that was taken up to the first text of its reply, waiting in line included",
                WAITS,
                Tags.of("platform", known(platform)));
    }

    private Counter tooManyRequests(String platform) {
        return counter(
                "parley.rate.limited",
                "Answers of a platform that there were too many requests (429)",
                Tags.of("platform", known(platform)));
    }

    private Counter edits(String platform, String outcome) {
        return counter(
                "parley.edits",
                "Writes of replies to a platform; merged are texts that went out with the next one",
                Tags.of("platform", known(platform), "outcome", outcome));
    }

    private static String known(String platform) {
        return PLATFORMS.contains(platform) ? platform : OTHER;
    }

    private String label(String persona) {
        boolean mayBe = personas.contains(persona) || (personas.size() < MOST_PERSONAS && isPersona.test(persona));
        if (mayBe) {
            personas.add(persona);
        }
        return mayBe ? persona : OTHER;
    }

    private Counter counter(String name, String help, Tags tags) {
        return Counter.builder(name).description(help).tags(tags).register(registry);
    }

    private Timer timer(String name, String help, Duration[] bounds, Tags tags) {
        return Timer.builder(name)
                .description(help)
                .tags(tags)
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    private static Duration[] durations(Integer... millis) {
        return Stream.of(millis).map(Duration::ofMillis).toArray(Duration[]::new);
    }
}
