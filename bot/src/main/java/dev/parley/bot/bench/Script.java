package dev.parley.bot.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * What the people of one round write. Replies are not part of it: each server's own become its history.
 *
 * @param talks one for each conversation
 */
record Script(List<Talk> talks) {
    /**
     * One conversation.
     *
     * @param key names it towards the server's cache
     * @param system the persona's prompt
     * @param messages one for each turn
     */
    record Talk(String key, String system, List<String> messages) {}

    /**
     * Writes the messages of a round.
     *
     * @param workload how many, how long
     * @param round 0 or more; each has other messages
     * @param tokens counts a text's
     */
    static Script of(Workload workload, int round, ToIntFunction<String> tokens) {
        List<String> systems = systems(workload, tokens);
        SplittableRandom random = new SplittableRandom(workload.seed() * 1_000_003 + round + 1);
        List<Talk> talks = new ArrayList<>();
        for (int i = 0; i < workload.conversations(); i++) {
            Texts texts = new Texts(random.split(), tokens);
            List<String> messages = new ArrayList<>();
            for (int turn = 0; turn < workload.turns(); turn++) {
                messages.add(texts.of(workload.promptTokens()));
            }
            talks.add(new Talk(
                    "bench %d/%d/%d".formatted(workload.seed(), round, i),
                    systems.get(i % systems.size()),
                    List.copyOf(messages)));
        }
        return new Script(List.copyOf(talks));
    }

    /** The personas' prompts, the same in every round: they are what a server may know already. */
    static List<String> systems(Workload workload, ToIntFunction<String> tokens) {
        SplittableRandom random = new SplittableRandom(workload.seed() * 1_000_003);
        List<String> systems = new ArrayList<>();
        for (int i = 0; i < workload.personas(); i++) {
            String name = "You are persona " + (i + 1) + " and give short and correct answers. You know this: ";
            int rest = Math.max(1, Workload.SYSTEM_TOKENS - tokens.applyAsInt(name));
            systems.add(name + new Texts(random.split(), tokens).of(rest));
        }
        return List.copyOf(systems);
    }
}
