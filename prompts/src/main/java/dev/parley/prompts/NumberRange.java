package dev.parley.prompts;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The numbers that a setting may have, ends included. */
record NumberRange(String key, double min, double max) {
    /** A sentence for the user, or null when there is nothing to say. Null as a value means "not set". */
    @Nullable String problem(@Nullable Number value) {
        // NaN is never >= anything.
        return value == null || (value.doubleValue() >= min && value.doubleValue() <= max)
                ? null
                : sentence(String.valueOf(value));
    }

    String sentence(String given) {
        return "%s must be a number from %s to %s, not %s.".formatted(key, plain(min), plain(max), given);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
