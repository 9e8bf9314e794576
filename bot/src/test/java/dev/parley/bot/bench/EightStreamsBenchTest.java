package dev.parley.bot.bench;

import dev.parley.bot.bench.Talks.Told;
import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.GenerationResult;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people gain from sharing a step. */
@Tag("bench")
@Timeout(900)
class EightStreamsBenchTest {
    private static final int ROUNDS = 5;
    private static final int STREAMS = 8;
    private static final int TOKENS = 96;

    @Test
    void eightAtOnceGetMoreThanOneAfterTheOther() throws Exception {
        Report report = new Report("Eight conversations at once, 96 tokens each");
        double[] one = new double[ROUNDS];
        double[] eight = new double[ROUNDS];
        try (Talks talks = new Talks()) {
            perSecond(talks, STREAMS);
            for (int round = 0; round < ROUNDS; round++) {
                one[round] = perSecond(talks, 1);
                eight[round] = perSecond(talks, STREAMS);
            }
        }
        report.figure("one", one, "tok/s")
                .figure("eight, all together", eight, "tok/s")
                .atLeast("eight / one", Figures.median(eight) / Figures.median(one), 1.25)
                .publish();
    }

    /** Tokens of all from the first one to the last; the prompts are in the cache after the first round. */
    private static double perSecond(Talks talks, int streams) {
        long[] span = {Long.MAX_VALUE, 0};
        List<Told> all = IntStream.range(0, streams)
                .mapToObj(each -> {
                    Told told = new Told() {
                        @Override
                        public void text(String text) {
                            long now = System.nanoTime();
                            span[0] = Math.min(span[0], now);
                            span[1] = Math.max(span[1], now);
                        }
                    };
                    talks.engine().scheduler().submit(talks.story(each, TOKENS, AdapterSet.NONE), told);
                    return told;
                })
                .toList();
        int tokens = all.stream()
                .map(each -> each.result.join())
                .mapToInt(GenerationResult::completionTokens)
                .sum();
        return tokens * 1e9 / (span[1] - span[0]);
    }
}
