package dev.parley.bot.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An amount of memory or disk, written as "512 MB", "2g" or "1048576". The units count by 1024.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)\\s*([kmgt]?)i?b?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgt";

    /** Refuses a negative amount. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /** What a person wrote; empty when it is no size. */
    static Optional<ByteSize> parse(String text) {
        var matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int power =
                matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
        double bytes = Double.parseDouble(matcher.group(1)) * Math.pow(1024, power);
        return bytes <= 1e18 ? Optional.of(new ByteSize((long) bytes)) : Optional.empty();
    }

    /** As a person writes it into the configuration: "512 MB", or a bare number of bytes. */
    String written() {
        return bytes % 1024 == 0 && bytes > 0 ? toString() : Long.toString(bytes);
    }

    /** The amount in the largest unit that leaves a whole number: "512 MB". */
    @Override
    public String toString() {
        long amount = bytes;
        int unit = 0;
        while (amount > 0 && amount % 1024 == 0 && unit < UNITS.length()) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 ? amount + " bytes" : amount + " " + Character.toUpperCase(UNITS.charAt(unit - 1)) + "B";
    }
}
