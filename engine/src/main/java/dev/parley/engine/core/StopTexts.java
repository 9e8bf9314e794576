package dev.parley.engine.core;

import java.util.List;

/** Holds text back while it may be the beginning of a stop text. */
final class StopTexts {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    /** Takes more text and returns what can be sent; after a stop text, nothing. */
    String next(String text) {
        if (stops.isEmpty()) {
            return text;
        }
        held.append(text);
        int first = stops.stream()
                .mapToInt(held::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        if (first >= 0) {
            found = true;
            return held.substring(0, first);
        }
        int keep = longestBeginningAtTheEnd();
        String free = held.substring(0, held.length() - keep);
        held.delete(0, free.length());
        return free;
    }

    /** Whether a stop text came. */
    boolean found() {
        return found;
    }

    /** What was held back and turned out to be ordinary. */
    String rest() {
        return found ? "" : held.toString();
    }

    private int longestBeginningAtTheEnd() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
