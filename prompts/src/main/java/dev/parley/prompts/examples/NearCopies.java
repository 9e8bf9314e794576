package dev.parley.prompts.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds texts that are nearly alike: the same words in the same order, or, for texts of more than {@value #SHORT} words,
 * a Jaccard similarity of {@value #ALIKE} or more between the sets of runs of {@value #RUN} words.
 */
final class NearCopies {
    private static final int RUN = 3;
    private static final int SHORT = 8;
    private static final double ALIKE = 0.5;

    private final Map<String, Place> exact = new HashMap<>();
    private final Map<String, List<Entry>> byRun = new HashMap<>();

    /**
     * Where a text stands.
     *
     * @param inHeldOut whether in the held-out examples, otherwise in those for training
     * @param example its example
     */
    record Place(boolean inHeldOut, Example example) {}

    private record Entry(Place place, Set<String> runs) {}

    /**
     * The first earlier text that is nearly this one; then this one counts as earlier.
     *
     * @param text what is looked at
     * @param place where it stands
     * @param evenIfShort whether a text of few words must be no other one's copy either
     */
    Optional<Place> alike(String text, Place place, boolean evenIfShort) {
        var words = Prose.words(text);
        var found = new ArrayList<Place>();
        if (evenIfShort || words.size() > SHORT) {
            var same = exact.putIfAbsent(String.join(" ", words), place);
            if (same != null && !same.equals(place)) {
                found.add(same);
            }
        }
        if (words.size() > SHORT) {
            var runs = Prose.grams(words, RUN);
            candidates(runs).forEach((entry, common) -> {
                var similarity = (double) common / (runs.size() + entry.runs().size() - common);
                if (similarity >= ALIKE && !entry.place().equals(place)) {
                    found.add(entry.place());
                }
            });
            var own = new Entry(place, runs);
            runs.forEach(
                    run -> byRun.computeIfAbsent(run, _ -> new ArrayList<>()).add(own));
        }
        return found.stream().findFirst();
    }

    /** How many runs the earlier texts have in common with these. */
    private Map<Entry, Integer> candidates(Set<String> runs) {
        var common = new java.util.IdentityHashMap<Entry, Integer>();
        for (var run : runs) {
            byRun.getOrDefault(run, List.of()).forEach(entry -> common.merge(entry, 1, Integer::sum));
        }
        return common;
    }
}
