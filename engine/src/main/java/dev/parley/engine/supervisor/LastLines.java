package dev.parley.engine.supervisor;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of a child's standard error: what an assertion says is said there and nowhere else. */
final class LastLines {

    private static final int LONGEST = 500;

    private final int capacity;
    private final Deque<String> lines = new ArrayDeque<>();

    LastLines(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(String line) {
        if (line.isBlank()) {
            return;
        }
        if (lines.size() == capacity) {
            lines.removeFirst();
        }
        lines.addLast(line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
    }

    /** The lines, oldest first, each on its own; empty if there were none. */
    synchronized String text() {
        return String.join("\n", lines);
    }
}
