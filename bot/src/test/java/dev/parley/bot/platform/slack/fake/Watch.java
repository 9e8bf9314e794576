package dev.parley.bot.platform.slack.fake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the bot did that it should not. */
final class Watch {
    final List<String> violations = new CopyOnWriteArrayList<>();
    final List<String> live = new CopyOnWriteArrayList<>();

    void violation(String what) {
        violations.add(what);
    }

    /** Notes what is live in {@code raw} and was not in {@code before}. */
    void text(String method, String before, String raw) {
        var known = Markup.live(before);
        Markup.live(raw).stream()
                .filter(entity -> !known.contains(entity))
                .forEach(entity -> live.add(method + ": " + entity));
    }
}
