package dev.parley.bot.persona;

import dev.parley.prompts.examples.Aspect;
import dev.parley.prompts.examples.Example;
import dev.parley.prompts.examples.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One held-out example, without the adapter and with it.
 *
 * @param example which
 * @param before without
 * @param after with
 */
record Measured(Example example, Side before, Side after) {
    /**
     * One side.
     *
     * @param logProbability of the written reply: the mean over the tokens that the persona says, natural logarithm
     * @param verdicts of the reply that the model wrote itself
     */
    record Side(double logProbability, List<Verdict> verdicts) {
        Side {
            verdicts = List.copyOf(verdicts);
        }

        Map<Aspect, Boolean> passes() {
            Map<Aspect, Boolean> passes = new EnumMap<>(Aspect.class);
            verdicts.stream()
                    .filter(verdict -> verdict.result() != Verdict.Result.SKIPPED)
                    .forEach(verdict -> passes.put(verdict.aspect(), verdict.passed()));
            return passes;
        }
    }

    Bootstrap.Pair likelihood() {
        return new Bootstrap.Pair(before.logProbability(), after.logProbability(), 1);
    }
}
