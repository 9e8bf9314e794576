package dev.parley.prompts.examples;

/**
 * How many words a text may have.
 *
 * @param least 1 or more
 * @param most not less than {@code least}
 */
public record WordRange(int least, int most) {
    /** Refuses an empty range. */
    public WordRange {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("From %d to %d words is no length.".formatted(least, most));
        }
    }

    /** What is wrong with a number of words, as a sentence about {@code what}, or nothing. */
    String problem(String what, int words) {
        return words >= least && words <= most
                ? ""
                : "%s has %d words; it should have %d to %d.".formatted(what, words, least, most);
    }
}
