package dev.parley.bot.platform.slack.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a test ordered to go wrong with calls; each rule is good for a number of them. */
final class Trouble {
    /** What happens to a call. */
    sealed interface Harm {
        /** An HTTP status, and nothing is done. */
        record Status(int code) implements Harm {}

        /** {@code "ok": false}, and nothing is done. */
        record Refused(String error) implements Harm {}

        /** A 429. */
        record Limited(int seconds) implements Harm {}

        /** It is done, and the connection is cut before the answer. */
        record Lost() implements Harm {}

        /** Nothing is done and nothing is said until {@link Trouble#clear}. */
        record Hang() implements Harm {}
    }

    private static final class Rule {
        private final String method;
        private final Harm harm;
        private int left;

        Rule(String method, Harm harm, int left) {
            this.method = method;
            this.harm = harm;
            this.left = left;
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    synchronized void add(String method, Harm harm, int times) {
        rules.add(new Rule(method, harm, times));
    }

    synchronized void clear() {
        rules.clear();
        notifyAll();
    }

    synchronized Optional<Harm> next(String method) {
        for (Rule rule : rules) {
            if (rule.left > 0 && (rule.method.equals("*") || rule.method.equals(method))) {
                rule.left--;
                return Optional.of(rule.harm);
            }
        }
        return Optional.empty();
    }

    /** Waits for {@link #clear}. */
    synchronized void hang() {
        try {
            while (!rules.isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
