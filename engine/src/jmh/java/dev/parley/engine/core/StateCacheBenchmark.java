package dev.parley.engine.core;

import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Finding a conversation's state among 10,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StateCacheBenchmark {
    private static final int STATES = 10_000;
    private static final int TOKENS = 500;

    private StateCache cache;
    private int[][] prompts;
    private int next;

    /** Fills it. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        cache = new StateCache(1L << 30);
        prompts = new int[STATES][];
        for (int i = 0; i < STATES; i++) {
            prompts[i] = random.ints(TOKENS, 0, 49_152).toArray();
            Arena arena = Arena.ofConfined();
            cache.put("conversation " + i, "", prompts[i], arena.allocate(64), arena);
        }
    }

    /** Empties it. */
    @TearDown
    public void close() {
        cache.close();
    }

    /** Looks one up. */
    @Benchmark
    public Optional<StateCache.Match> longest() {
        next = (next + 7919) % STATES;
        return cache.longest(prompts[next], "conversation " + next, "");
    }
}
