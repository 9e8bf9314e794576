package dev.parley.bot.bench;

import dev.parley.engine.client.Cancellation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The measuring: the same conversations with each server, which take turns at being first, as a machine's speed drifts. */
public final class Benchmark {
    private final Workload workload;
    private final List<BenchServer> servers;
    private final ToIntFunction<String> tokens;
    private final Runnable step;
    private final Map<BenchServer, List<Sample>> samples = new LinkedHashMap<>();

    /**
     * A benchmark.
     *
     * @param workload what is talked
     * @param servers with whom: Parley's own first, at least one
     * @param tokens counts a text's tokens
     * @param step hears of each reply that has ended, from any thread
     */
    public Benchmark(Workload workload, List<BenchServer> servers, ToIntFunction<String> tokens, Runnable step) {
        this.workload = workload;
        this.servers = List.copyOf(servers);
        this.tokens = tokens;
        this.step = step;
        servers.forEach(each -> samples.put(each, Collections.synchronizedList(new ArrayList<>())));
    }

    /**
     * Runs all rounds.
     *
     * @param cancellation ends it early; {@link #outcomes} are then of what there is
     * @throws InterruptedException if the thread is interrupted; the conversations run on then, until they are cancelled
     */
    public void run(Cancellation cancellation) throws InterruptedException {
        List<String> systems = Script.systems(workload, tokens);
        servers.forEach(each -> each.warmUp(systems, cancellation));
        for (int number = 0; number < workload.rounds() && !cancellation.isCancelled(); number++) {
            Script script = Script.of(workload, number, tokens);
            List<BenchServer> order = number % 2 == 0 ? servers : servers.reversed();
            for (BenchServer server : order) {
                Round round = new Round(
                        server, number, script, workload.replyTokens(), cancellation, sample -> add(server, sample));
                if (workload.inTurn()) {
                    round.inTurn(0, workload.turns());
                } else {
                    round.atOnce();
                }
            }
        }
    }

    private void add(BenchServer server, Sample sample) {
        samples.getOrDefault(server, List.of()).add(sample);
        step.run();
    }

    /** What each server has done so far, in the order in which they were given. */
    public List<Outcome> outcomes() {
        return samples.entrySet().stream()
                .map(each -> {
                    synchronized (each.getValue()) {
                        return Outcome.of(each.getKey().name(), workload, each.getValue());
                    }
                })
                .toList();
    }
}
