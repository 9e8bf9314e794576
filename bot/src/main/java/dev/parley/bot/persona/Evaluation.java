package dev.parley.bot.persona;

import dev.parley.prompts.examples.Aspect;
import dev.parley.prompts.examples.EasyQuestions;
import dev.parley.prompts.examples.Example;
import dev.parley.prompts.examples.Example.Message;
import dev.parley.prompts.examples.Judge;
import dev.parley.prompts.examples.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Asks and reads the held-out examples without the adapter and with it. */
final class Evaluation {
    /** The engine decodes several replies in one batch, at little more than the cost of one. */
    private static final int AT_ONCE = 4;

    /** Two sentences, which is all that is judged, are shorter. */
    private static final int TOKENS_OF_AN_EASY_ANSWER = 64;

    private static final int SEEDS = 3;

    private final Arm before;
    private final Arm after;
    private final Judge judge;
    private final Runnable progress;

    /**
     * An evaluation.
     *
     * @param before without the adapter
     * @param after with it
     * @param judge judges what they say
     * @param progress hears of each of {@link #steps} that is done, on any thread
     */
    Evaluation(Arm before, Arm after, Judge judge, Runnable progress) {
        this.before = before;
        this.after = after;
        this.judge = judge;
        this.progress = progress;
    }

    /** How many steps the examples take. */
    static int steps(List<Example> examples) {
        return 2 * examples.size()
                + (asksEasyQuestions(examples)
                        ? 2 * SEEDS * EasyQuestions.load().size()
                        : 0);
    }

    /** A persona that is asked for facts is asked whether it still knows easy ones. */
    static boolean asksEasyQuestions(List<Example> examples) {
        return examples.stream().anyMatch(example -> !example.check().facts().isEmpty());
    }

    List<Measured> measure(List<Example> examples) throws InterruptedException {
        List<Measured.Side> prompted = sides(before, examples);
        List<Measured.Side> adapted = sides(after, examples);
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            measured.add(new Measured(examples.get(i), prompted.get(i), adapted.get(i)));
        }
        return measured;
    }

    @Nullable EasyScore easyQuestions(List<Example> examples) throws InterruptedException {
        return asksEasyQuestions(examples)
                ? new EasyScore(EasyQuestions.load().size(), easy(before), easy(after))
                : null;
    }

    private List<Measured.Side> sides(Arm arm, List<Example> examples) throws InterruptedException {
        List<Callable<Measured.Side>> tasks = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            long seed = i + 1L;
            tasks.add(() -> side(arm, example, seed));
        }
        return several(tasks);
    }

    private Measured.Side side(Arm arm, Example example, long seed) throws InterruptedException {
        double logProbability = arm.logProbability(TrainingIds.of(arm.engine(), arm.persona(), example));
        Set<Aspect> asked = asked(example);
        if (asked.isEmpty()) {
            return new Measured.Side(logProbability, List.of());
        }
        List<Message> messages = example.messages();
        String reply = arm.reply(messages.subList(0, messages.size() - 1), seed, Integer.MAX_VALUE);
        return new Measured.Side(
                logProbability,
                judge.judge(example.check(), reply).stream()
                        .filter(verdict -> asked.contains(verdict.aspect()))
                        .toList());
    }

    /** What the written reply itself does not do is not asked of the model either. */
    private Set<Aspect> asked(Example example) throws InterruptedException {
        Set<Aspect> asked = EnumSet.noneOf(Aspect.class);
        for (Verdict verdict : judge.judge(example.check(), example.reply())) {
            if (verdict.passed()) {
                asked.add(verdict.aspect());
            }
        }
        return asked;
    }

    private List<Integer> easy(Arm arm) throws InterruptedException {
        List<Integer> right = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            long own = seed;
            List<Callable<Boolean>> tasks = EasyQuestions.load().stream()
                    .<Callable<Boolean>>map(question -> () -> question.isAnsweredBy(
                            arm.reply(List.of(new Message("user", question.ask())), own, TOKENS_OF_AN_EASY_ANSWER)))
                    .toList();
            right.add(
                    (int) several(tasks).stream().filter(Boolean::booleanValue).count());
        }
        return right;
    }

    private <T> List<T> several(List<Callable<T>> tasks) throws InterruptedException {
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            try {
                List<Future<T>> futures = new ArrayList<>();
                for (Callable<T> task : tasks) {
                    futures.add(threads.submit(() -> {
                        T result = task.call();
                        progress.run();
                        return result;
                    }));
                }
                List<T> results = new ArrayList<>();
                for (Future<T> future : futures) {
                    results.add(future.get());
                }
                return results;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException told) {
                    throw told;
                }
                throw new IllegalStateException(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
