package dev.parley.bot.words;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant, for "did you mean …?". */
public final class NearMatch {
    private NearMatch() {}

    /**
     * The candidate that is closest to what was typed, if one is close: at most one edit (a letter added, left out,
     * changed, or swapped with its neighbour) for every three letters typed, and at least one; or one that begins with
     * what was typed, from three letters on. Case does not count.
     *
     * @param typed what somebody typed; longer than 64 characters matches nothing
     * @param candidates what would have been right
     */
    public static Optional<String> of(String typed, Collection<String> candidates) {
        if (typed.isEmpty() || typed.length() > 64) {
            return Optional.empty();
        }
        var wanted = typed.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, wanted.length() / 3);
        record Rated(String candidate, int distance) {}
        return candidates.stream()
                .map(candidate -> new Rated(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
                .filter(rated -> (rated.distance <= allowed && rated.distance < wanted.length())
                        || begins(wanted, rated.candidate))
                .min(Comparator.comparingInt(Rated::distance).thenComparing(Rated::candidate))
                .map(Rated::candidate);
    }

    private static boolean begins(String typed, String candidate) {
        return typed.length() >= 3 && candidate.toLowerCase(Locale.ROOT).startsWith(typed);
    }

    /** Optimal string alignment distance: Levenshtein's, with a swap of neighbours as one edit. */
    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, rows[i - 2][j - 2] + 1);
                }
                rows[i][j] = best;
            }
        }
        return rows[a.length()][b.length()];
    }
}
