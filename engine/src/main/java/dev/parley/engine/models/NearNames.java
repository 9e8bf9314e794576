package dev.parley.engine.models;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant. */
final class NearNames {

    private static final int MOST = 3;

    private final List<String> names;

    NearNames(List<String> names) {
        this.names = names;
    }

    /** Up to three names that contain the text or differ from it in at most a third of their letters, nearest first. */
    List<String> to(String text) {
        String given = text.toLowerCase(Locale.ROOT);
        if (given.length() < 2) {
            return List.of();
        }
        return names.stream()
                .filter(name -> name.contains(given) || distance(given, name) <= name.length() / 3)
                .sorted(Comparator.comparingInt(name -> distance(given, name)))
                .limit(MOST)
                .toList();
    }

    /** Levenshtein's: letters added, removed or replaced. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
