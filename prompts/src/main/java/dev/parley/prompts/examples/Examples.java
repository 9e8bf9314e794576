package dev.parley.prompts.examples;

import dev.parley.prompts.PersonaException.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** The examples of a persona: those that an adapter learns from and those that it must never have seen. */
public final class Examples {
    private static final String FOLDER = "examples";

    private final Path trainFile;
    private final Path heldOutFile;
    private final List<Example> train;
    private final List<Example> heldOut;
    private final List<Problem> problems;

    private Examples(
            Path trainFile, Path heldOutFile, List<Example> train, List<Example> heldOut, List<Problem> problems) {
        this.trainFile = trainFile;
        this.heldOutFile = heldOutFile;
        this.train = List.copyOf(train);
        this.heldOut = List.copyOf(heldOut);
        this.problems = List.copyOf(problems);
    }

    /**
     * Reads {@code examples/train.jsonl} and {@code examples/held-out.jsonl}; a missing file is an empty one.
     *
     * @param personaFolder the persona's folder
     * @return what can be read, and every problem of the rest
     */
    public static Examples read(Path personaFolder) {
        return read(personaFolder, personaFolder.resolve(FOLDER).resolve("train.jsonl"));
    }

    /**
     * Reads another file to learn from, and {@code examples/held-out.jsonl}; a missing file is an empty one.
     *
     * @param personaFolder the persona's folder
     * @param trainFile in place of {@code examples/train.jsonl}
     * @return what can be read, and every problem of the rest
     */
    public static Examples read(Path personaFolder, Path trainFile) {
        var problems = new ArrayList<Problem>();
        var heldOutFile = personaFolder.resolve(FOLDER).resolve("held-out.jsonl");
        var train = new ExampleReader(trainFile, problems).read();
        var heldOut = new ExampleReader(heldOutFile, problems).read();
        return new Examples(trainFile, heldOutFile, train, heldOut, problems);
    }

    /**
     * Those to learn from.
     *
     * @return in the file's order
     */
    public List<Example> train() {
        return train;
    }

    /**
     * Those that are kept for the evaluation.
     *
     * @return in the file's order
     */
    public List<Example> heldOut() {
        return heldOut;
    }

    /**
     * Where those to learn from stand.
     *
     * @return the file, there or not
     */
    public Path trainFile() {
        return trainFile;
    }

    /**
     * Where those that are kept for the evaluation stand.
     *
     * @return the file, there or not
     */
    public Path heldOutFile() {
        return heldOutFile;
    }

    /**
     * What could not be read.
     *
     * @return a problem for each line that is no example
     */
    public List<Problem> unreadable() {
        return problems;
    }

    /**
     * How many tokens they are for most models, at four characters a token.
     *
     * @return a rough number, for a person
     */
    public long roughTokens() {
        return all().stream()
                        .flatMap(place -> place.example().messages().stream())
                        .mapToLong(message -> message.text().length())
                        .sum()
                / 4;
    }

    /**
     * What is wrong with the examples, the replies judged by their own checks.
     *
     * @param judge judges the replies; several run code at once
     * @return all problems, sorted by file and line
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public List<Problem> problems(Judge judge) throws InterruptedException {
        var found = new ArrayList<>(problems);
        sameIds(found);
        nearCopies(found);
        for (var place : all()) {
            for (var reply : place.example().replies()) {
                var loop = Prose.loop(CodeBlocks.of(reply).prose());
                if (!loop.isEmpty()) {
                    found.add(problem(place, loop));
                }
            }
        }
        judged(judge)
                .forEach((place, verdicts) -> verdicts.stream()
                        .filter(verdict -> verdict.result() == Verdict.Result.FAILED)
                        // Only our own coder has to be brief, and loops are found above.
                        .filter(verdict -> verdict.aspect() != Aspect.SENTENCE && verdict.aspect() != Aspect.REPETITION)
                        .forEach(verdict -> found.add(problem(place, verdict.reason()))));
        return found.stream()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .toList();
    }

    private void sameIds(List<Problem> found) {
        var ids = new HashMap<String, NearCopies.Place>();
        for (var place : all()) {
            var first = ids.putIfAbsent(place.example().id(), place);
            if (first != null) {
                found.add(problem(
                        place,
                        "The id '%s' is taken by %s.".formatted(place.example().id(), where(first))));
            }
        }
    }

    private void nearCopies(List<Problem> found) {
        var questions = new NearCopies();
        var repliesOfTraining = new NearCopies();
        for (var place : all()) {
            var texts = place.example().questions();
            for (var i = 0; i < texts.size(); i++) {
                // "And in winter?" may follow many questions.
                questions
                        .alike(texts.get(i), place, i == 0)
                        .ifPresent(first -> found.add(problem(
                                place,
                                "This question is nearly the one of %s; please change it.".formatted(where(first)))));
            }
            for (var reply : place.example().replies()) {
                repliesOfTraining
                        .alike(reply, place, true)
                        .filter(first -> first.inHeldOut() != place.inHeldOut())
                        .ifPresent(first -> found.add(problem(
                                place,
                                "This reply is nearly the one of %s, so that it measures nothing; please change it."
                                        .formatted(where(first)))));
            }
        }
    }

    private Map<NearCopies.Place, List<Verdict>> judged(Judge judge) throws InterruptedException {
        var places = all();
        var tasks = places.stream()
                .<Callable<List<Verdict>>>map(place -> () ->
                        judge.judge(place.example().check(), place.example().reply()))
                .toList();
        var verdicts = new HashMap<NearCopies.Place, List<Verdict>>();
        try (var several = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors() + 1,
                Thread.ofVirtual().factory())) {
            try {
                var results = several.invokeAll(tasks);
                for (var i = 0; i < places.size(); i++) {
                    verdicts.put(places.get(i), results.get(i).get());
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } finally {
                several.shutdownNow();
            }
        }
        return verdicts;
    }

    private List<NearCopies.Place> all() {
        var all = new ArrayList<NearCopies.Place>();
        train.forEach(example -> all.add(new NearCopies.Place(false, example)));
        heldOut.forEach(example -> all.add(new NearCopies.Place(true, example)));
        return all;
    }

    private Problem problem(NearCopies.Place place, String message) {
        return new Problem(
                place.inHeldOut() ? heldOutFile : trainFile,
                place.example().line(),
                "%s: %s".formatted(place.example().id(), message));
    }

    private static String where(NearCopies.Place place) {
        return "%s (%s, line %d)"
                .formatted(
                        place.example().id(),
                        place.inHeldOut() ? "held-out.jsonl" : "train.jsonl",
                        place.example().line());
    }
}
