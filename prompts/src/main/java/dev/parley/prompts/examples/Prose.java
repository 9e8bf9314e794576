package dev.parley.prompts.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Words and sentences of a text. */
final class Prose {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’][\\p{L}]+)?");
    private static final Pattern COUNTED = Pattern.compile("\\S*[\\p{L}\\p{N}]\\S*");
    private static final Pattern SENTENCE_END = Pattern.compile(
            "(?<![ (](?:e\\.g|i\\.e|vs|cf|Mr|Mrs|Ms|Dr|St|No)\\.)(?<=[.!?][\"')*`]{0,3})\\s+|\\s*\\n\\s*\\n\\s*");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]+`");

    /** A sentence with fewer words may come back: "It is." */
    private static final int WORDS_OF_A_LOOP = 4;

    private static final int SAME_WORD_IN_A_ROW = 4;
    private static final int GRAM_OF_A_LOOP = 6;
    private static final int MOST_OF_A_GRAM = 2;

    private Prose() {}

    /** How many words a person counts: what stands between white space and holds a letter or a digit. */
    static int count(String text) {
        return (int) COUNTED.matcher(text).results().count();
    }

    /** The words in lower case, without punctuation. */
    static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT).replace('’', '\''))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** The words with one space between: equal for texts that differ in punctuation and case only. */
    static String normalised(String text) {
        return String.join(" ", words(text));
    }

    /** The sentences, those of a paragraph each by itself. */
    static List<String> sentences(String text) {
        return SENTENCE_END
                .splitAsStream(INLINE_CODE.matcher(text).replaceAll("code").strip())
                .filter(sentence -> count(sentence) > 0)
                .toList();
    }

    /** All runs of so many words. */
    static Set<String> grams(List<String> words, int size) {
        var grams = new HashSet<String>();
        for (var i = 0; i + size <= words.size(); i++) {
            grams.add(String.join(" ", words.subList(i, i + size)));
        }
        return grams;
    }

    /**
     * Where a text goes round in circles, as a sentence, or nothing: a sentence or a line of four words or more that
     * comes twice, six words that come three times, one word four times in a row.
     */
    static String loop(String text) {
        var parts = new ArrayList<>(sentences(text));
        text.lines().filter(line -> sentences(line).size() > 1).forEach(parts::add);
        var seen = new HashSet<String>();
        for (var part : parts) {
            var words = normalised(part);
            if (count(words) >= WORDS_OF_A_LOOP && !seen.add(words)) {
                return "It says twice: \"%s\".".formatted(shortened(part));
            }
        }
        var words = words(text);
        var inARow = 1;
        for (var i = 1; i < words.size(); i++) {
            inARow = words.get(i).equals(words.get(i - 1)) ? inARow + 1 : 1;
            if (inARow == SAME_WORD_IN_A_ROW) {
                return "It says \"%s\" %d times in a row.".formatted(words.get(i), inARow);
            }
        }
        var counts = new HashMap<String, Integer>();
        for (var i = 0; i + GRAM_OF_A_LOOP <= words.size(); i++) {
            var gram = String.join(" ", words.subList(i, i + GRAM_OF_A_LOOP));
            if (counts.merge(gram, 1, Integer::sum) > MOST_OF_A_GRAM) {
                return "It says %d times: \"%s\".".formatted(MOST_OF_A_GRAM + 1, gram);
            }
        }
        return "";
    }

    /** The beginning of a text, for a message about it. */
    static String shortened(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, line.offsetByCodePoints(0, 56)) + " ...";
    }
}
