package dev.parley.bot.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How far a measurement is, in steps: on a terminal one line that is drawn over, else a line every few seconds. */
public final class StepProgress implements AutoCloseable {
    private static final Duration NEXT_LINE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final InstantSource clock;
    private final int total;
    private final Instant start;
    private Instant shown = Instant.MIN;
    private int done;

    /**
     * Begins now.
     *
     * @param out standard error, usually
     * @param terminal whether a line can be drawn over there
     * @param total how many steps there are
     */
    public StepProgress(PrintStream out, boolean terminal, InstantSource clock, int total) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.total = total;
        this.start = clock.instant();
    }

    /** One step more is done; from any thread. */
    public synchronized void step() {
        done++;
        Instant now = clock.instant();
        if (!terminal && done < total && Duration.between(shown, now).compareTo(NEXT_LINE) < 0) {
            return;
        }
        shown = now;
        String line = "%d of %d%s".formatted(done, total, left(Duration.between(start, now)));
        out.print(terminal ? "\r" + line + " ".repeat(12) : line + "\n");
        out.flush();
    }

    /** The first steps wait for what has to be started, and say little. */
    private String left(Duration spent) {
        if (done == total || done * 10 < total) {
            return "";
        }
        long seconds = spent.toSeconds() * (total - done) / done;
        return ", " + time(seconds) + " left";
    }

    /**
     * A time as exactly as a person wants to know it: "80 s", "12 min".
     *
     * @param seconds 0 or more
     */
    public static String time(long seconds) {
        return seconds < 90 ? seconds + " s" : (seconds + 30) / 60 + " min";
    }

    /** Leaves the line free for what is said next. */
    @Override
    public synchronized void close() {
        if (terminal && done > 0) {
            out.print("\r" + " ".repeat(40) + "\r");
            out.flush();
        }
    }
}
