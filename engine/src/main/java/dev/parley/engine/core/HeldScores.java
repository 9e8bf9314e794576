package dev.parley.engine.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Scores of a reply's tokens that wait for their text to be sent: none is told of a token that a stop text cut away. */
final class HeldScores {
    /** A token and where its text lies, in characters of the reply. */
    private record Held(ScoredToken token, int start, int end) {}

    private final Deque<Held> held = new ArrayDeque<>();
    private int sent;

    void add(ScoredToken token, int start, int end) {
        held.add(new Held(token, start, end));
    }

    /** The tokens whose text is out, after so many more characters. */
    List<ScoredToken> sent(int characters) {
        sent += characters;
        List<ScoredToken> free = new ArrayList<>();
        while (!held.isEmpty() && held.getFirst().end <= sent) {
            free.add(held.removeFirst().token);
        }
        return free;
    }

    /** What is left of a reply that is over: tokens whose text was sent in part, or all where nothing was cut away. */
    List<ScoredToken> rest(boolean cut) {
        return held.stream()
                .filter(each -> !cut || each.start < sent)
                .map(Held::token)
                .toList();
    }
}
