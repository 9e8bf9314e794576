package dev.parley.prompts.examples;

import java.util.regex.Pattern;

/** Finds words in what a model says. */
public final class WholeWords {
    private WholeWords() {}

    /**
     * Whether a text names a word, except as "not the word" or "isn't a word". A digit next to a word, or a decimal
     * point with a digit, makes another number of it.
     *
     * @param text what was said
     * @param word a regular expression, in any case
     * @return whether it stands there as a whole word
     */
    public static boolean says(String text, String word) {
        return Pattern.compile(
                        "(?<!\\b(?:not|never|isn['’]t|aren['’]t)\\s(?:the |an? |in |called )?)"
                                + "(?<![\\p{L}\\p{N}-])(?<!\\d[.,])(?:" + word + ")(?![\\p{L}\\p{N}])(?![.,]\\d)",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(text)
                .find();
    }

    /**
     * As {@link #says} for a text that is meant literally; white space in it matches any.
     *
     * @param text what was said
     * @param phrase one or more words
     * @return whether they stand there
     */
    static boolean saysLiterally(String text, String phrase) {
        return says(text, phrase(phrase));
    }

    /** Whether a text holds a phrase, as a part of a longer word, too: what covers "candle" covers "candles". */
    static boolean holds(String text, String phrase) {
        return Pattern.compile(phrase(phrase), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(text.replace('’', '\''))
                .find();
    }

    private static String phrase(String words) {
        return Pattern.compile("\\s+")
                .splitAsStream(words.strip())
                .map(Pattern::quote)
                .collect(java.util.stream.Collectors.joining("\\s+"));
    }
}
