package dev.parley.engine.models;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Content-Range} of RFC 9110, 14.4.
 *
 * @param start of what was sent, -1 where nothing was
 * @param total bytes of the whole, -1 where it does not say
 */
record ContentRange(long start, long total) {

    private static final Pattern FORM = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(?:(\\d{1,18})|\\*)");

    /** An answer's; both -1 where it has none that can be read. */
    static ContentRange of(WebClient.Answer answer) {
        var matcher = FORM.matcher(answer.header("Content-Range").orElse(""));
        if (!matcher.matches()) {
            return new ContentRange(-1, -1);
        }
        return new ContentRange(number(matcher.group(1)), number(matcher.group(2)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? -1 : Long.parseLong(digits);
    }
}
