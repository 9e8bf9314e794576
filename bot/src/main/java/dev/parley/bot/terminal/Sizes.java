package dev.parley.bot.terminal;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times for people. */
final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Sizes() {}

    /** Decimal units as disks and downloads use them: 98362432 is 98 MB, 1100000000 is 1.1 GB. */
    static String bytes(long bytes) {
        double value = bytes;
        var unit = 0;
        // What would be rounded to 1000 is 1.0 of the next.
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        var digits = unit >= 1 && value < 9.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f %s", value, UNITS[unit]);
    }

    /** 42 s, 3 min 5 s, 2 h 4 min. */
    static String time(Duration time) {
        var seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
}
