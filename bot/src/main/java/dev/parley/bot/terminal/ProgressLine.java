package dev.parley.bot.terminal;

import dev.parley.bot.words.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;

/**
 * How far a download is: on a terminal one line that is drawn over, else a line every few seconds. Not for several threads
 * at once.
 */
public final class ProgressLine {
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration NEXT_LINE = Duration.ofSeconds(5);
    /** The speed is that of the last seconds, so that it follows a line that gets slower. */
    private static final Duration SPEED_WINDOW = Duration.ofSeconds(10);

    private static final int BAR_CELLS = 20;

    private record Sample(Instant at, long bytes) {}

    private final PrintStream out;
    private final TerminalLook look;
    private final Words words;
    private final InstantSource clock;
    private final String name;
    private final long totalBytes;
    private final Instant start;
    private final StatusLine line;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private Instant lastShown = Instant.MIN;
    private long bytes;

    /**
     * @param out standard error, usually
     * @param look how it looks; plain when it is no terminal
     * @param words the bot's own
     * @param name what is fetched
     * @param totalBytes its size, 0 when it is not known
     * @param startBytes what an earlier, unfinished download left
     */
    public ProgressLine(
            PrintStream out,
            TerminalLook look,
            Words words,
            InstantSource clock,
            String name,
            long totalBytes,
            long startBytes) {
        this.out = out;
        this.look = look;
        this.words = words;
        this.clock = clock;
        this.name = SafeText.cleanLine(name);
        this.totalBytes = totalBytes;
        this.start = clock.instant();
        this.line = new StatusLine(out::print, look);
        this.bytes = startBytes;
        samples.add(new Sample(start, startBytes));
        show(start);
    }

    /**
     * So much is there; cheap enough to be called for every buffer.
     *
     * @param doneBytes of the whole file, the part of an earlier download included
     */
    public void update(long doneBytes) {
        bytes = doneBytes;
        var now = clock.instant();
        if (Duration.between(lastShown, now).compareTo(look.styled() ? REDRAW : NEXT_LINE) >= 0) {
            show(now);
        }
    }

    /** All of it is there: one line that stays. */
    public void done() {
        line.erase();
        var time = Duration.between(start, clock.instant());
        out.println(words.say("progress.done", name, Sizes.bytes(bytes), Sizes.time(time)));
        out.flush();
    }

    /** It ended without being done: the line goes away, what happened is said by others. Does nothing after {@link #done}. */
    public void end() {
        line.erase();
        out.flush();
    }

    private void show(Instant now) {
        lastShown = now;
        samples.add(new Sample(now, bytes));
        while (samples.size() > 2
                && Duration.between(samples.getFirst().at(), now).compareTo(SPEED_WINDOW) > 0) {
            samples.removeFirst();
        }
        if (look.styled()) {
            line.draw(text(now, true), 0);
        } else {
            out.println(text(now, false));
        }
        out.flush();
    }

    private String text(Instant now, boolean bar) {
        var text = new StringBuilder(name).append("  ");
        if (totalBytes > 0) {
            var part = Math.clamp((double) bytes / totalBytes, 0, 1);
            if (bar) {
                var full = (int) (part * BAR_CELLS);
                text.append("█".repeat(full))
                        .append("░".repeat(BAR_CELLS - full))
                        .append(' ');
            }
            text.append((int) (part * 100)).append(" %  ");
            text.append(words.say("progress.of", Sizes.bytes(bytes), Sizes.bytes(totalBytes)));
        } else {
            text.append(Sizes.bytes(bytes));
        }
        var speed = bytesPerSecond(now);
        if (speed > 0) {
            text.append("  ").append(words.say("progress.speed", Sizes.bytes((long) speed)));
            if (totalBytes > bytes) {
                var left = Duration.ofSeconds((long) Math.ceil((totalBytes - bytes) / speed));
                text.append("  ").append(words.say("progress.left", Sizes.time(left)));
            }
        }
        return text.toString();
    }

    private double bytesPerSecond(Instant now) {
        var first = samples.getFirst();
        var millis = Duration.between(first.at(), now).toMillis();
        return millis <= 0 ? 0 : (bytes - first.bytes()) * 1000.0 / millis;
    }
}
