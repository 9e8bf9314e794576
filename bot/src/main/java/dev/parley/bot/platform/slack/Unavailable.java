package dev.parley.bot.platform.slack;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a workspace, or a place in it, said that it does not have: it is not asked again for an hour. */
final class Unavailable {
    /** Blocks of Markdown. */
    static final String MARKDOWN = "blocks of Markdown";

    /** Native buttons for feedback. */
    static final String FEEDBACK = "feedback buttons";

    /** A name and an icon of a message's own. */
    static final String DRESS = "names and icons per message (chat:write.customize)";

    /** Streams; also with a channel's id behind it. */
    static final String STREAMS = "streams";

    /** Titles, prompts and status round a conversation. */
    static final String AGENT_VIEW = "the view of agents";

    private static final Logger log = LoggerFactory.getLogger(Unavailable.class);
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final LongSupplier nanoTime;
    private final Map<String, Long> until = new ConcurrentHashMap<>();

    Unavailable(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    boolean is(String what) {
        Long end = until.get(what);
        return end != null && end - nanoTime.getAsLong() > 0;
    }

    boolean is(String what, String channel) {
        return is(what) || is(what + " in " + channel);
    }

    void note(String what, String why) {
        if (until.put(what, nanoTime.getAsLong() + HOUR) == null) {
            log.info("Slack takes no {} here ({}); it goes on without, and asks again every hour", what, why);
        }
    }

    void note(String what, String channel, String why) {
        note(what + " in " + channel, why);
    }

    SlackText.Takes takes() {
        return new SlackText.Takes(!is(MARKDOWN), !is(FEEDBACK));
    }
}
