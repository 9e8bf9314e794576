package dev.parley.bot.bench;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** Sentences that read like a person's, so that a tokenizer makes of them what it makes of mail. */
final class Texts {
    private static final List<String> WHO = List.of(
            "The keeper of the light",
            "My neighbour",
            "Our new colleague",
            "The second team",
            "A baker from the harbour",
            "The old teacher",
            "Her youngest daughter",
            "The man on the ferry");
    private static final List<String> DOES = List.of(
            "has been asking about",
            "wants to understand",
            "never quite finished",
            "keeps a long list of",
            "wrote two pages on",
            "complains about",
            "is proud of",
            "forgot to mention");
    private static final List<String> WHAT = List.of(
            "the broken water pump",
            "last winter's prices",
            "the route over the northern pass",
            "a recipe with rye and honey",
            "the minutes of Tuesday's meeting",
            "the garden behind the station",
            "our plans for 2027",
            "the violin lessons");
    private static final List<String> WHY = List.of(
            "because nobody else would do it.",
            "although the weather was against it.",
            "and I would like to know what you think of that.",
            "before the others came back at half past six.",
            "so could you explain which of the two is safer?",
            "while the machines were being repaired.",
            "and that is where the trouble began.",
            "without telling anybody in the office.");

    private final RandomGenerator random;
    private final ToIntFunction<String> tokens;

    /**
     * @param random the same one makes the same texts
     * @param tokens counts a text's
     */
    Texts(RandomGenerator random, ToIntFunction<String> tokens) {
        this.random = random;
        this.tokens = tokens;
    }

    /**
     * A text of about so many tokens: within a few percent, and a word.
     *
     * @param wanted 1 or more
     */
    String of(int wanted) {
        StringBuilder text = new StringBuilder();
        // Never fewer tokens than words here, so that this is enough to cut from.
        for (int words = 0; words < wanted; ) {
            String sentence = sentence();
            words += sentence.split(" ", -1).length;
            text.append(text.isEmpty() ? "" : " ").append(sentence);
        }
        String[] words = text.toString().split(" ", -1);
        int take = words.length;
        int counted = tokens.applyAsInt(text.toString());
        // A cut text may have another share of long words; once more settles it.
        for (int tries = 0; tries < 2 && counted != wanted; tries++) {
            take = Math.clamp(Math.round((double) take * wanted / counted), 1, words.length);
            counted = tokens.applyAsInt(joined(words, take));
        }
        return joined(words, take);
    }

    private static String joined(String[] words, int count) {
        return String.join(" ", List.of(words).subList(0, count));
    }

    private String sentence() {
        return String.join(" ", one(WHO), one(DOES), one(WHAT), one(WHY));
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
