package dev.parley.bot.responder;

import dev.parley.engine.client.EchoedToken;
import dev.parley.engine.client.EchoedToken.Candidate;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * How sure a model was of what it said.
 *
 * @param mean mean of the probabilities of its tokens, each given all that stands before, 0 to 1
 * @param doubts the words that it was least sure of, the least sure first; none where it was sure of all
 */
public record Certainty(double mean, List<Doubt> doubts) {
    private static final int MOST_DOUBTS = 3;
    private static final int MOST_ALTERNATIVES = 2;

    /** A word that is likelier than all others together is no doubt. */
    private static final double SURE = 0.5;

    /** Less likely ones tell nobody anything. */
    private static final double WORTH_SAYING = 0.01;

    /** Scripts that put no blanks between words: there each token stands for itself. */
    private static final Set<UnicodeScript> WITHOUT_BLANKS =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.THAI);

    /**
     * A word that might have been another.
     *
     * @param word as it stands
     * @param probability that it comes there, the product of those of its tokens (the chain rule), 0 to 1
     * @param alternatives how it might have begun instead, with their probabilities, the likeliest first
     */
    public record Doubt(String word, double probability, List<Candidate> alternatives) {
        /** Copies the list. */
        public Doubt {
            alternatives = List.copyOf(alternatives);
        }
    }

    /** Copies the list. */
    public Certainty {
        doubts = List.copyOf(doubts);
    }

    /**
     * Of a text.
     *
     * @param tokens its tokens, at least one
     * @return how sure the model was of them
     */
    public static Certainty of(List<EchoedToken> tokens) {
        return new Certainty(
                tokens.stream().mapToDouble(EchoedToken::probability).average().orElseThrow(),
                words(tokens).stream()
                        .map(Certainty::doubt)
                        .filter(each -> each.probability() < SURE && isReadable(each.word()))
                        .sorted(Comparator.comparingDouble(Doubt::probability))
                        .limit(MOST_DOUBTS)
                        .toList());
    }

    /** The tokens of each word. */
    private static List<List<EchoedToken>> words(List<EchoedToken> tokens) {
        List<List<EchoedToken>> words = new ArrayList<>();
        String before = "";
        for (EchoedToken token : tokens) {
            if (words.isEmpty() || !goesOn(before, token.text())) {
                words.add(new ArrayList<>());
            }
            words.getLast().add(token);
            before = token.text();
        }
        return words;
    }

    private static boolean goesOn(String before, String token) {
        return !before.isEmpty()
                && !token.isEmpty()
                && isOfAWord(before.codePointBefore(before.length()))
                && isOfAWord(token.codePointAt(0));
    }

    private static boolean isOfAWord(int character) {
        return Character.isLetterOrDigit(character) && !WITHOUT_BLANKS.contains(UnicodeScript.of(character));
    }

    /** Where the least likely of its tokens stands, it might have gone on differently. */
    private static Doubt doubt(List<EchoedToken> word) {
        double whole = 1;
        double before = 1;
        StringBuilder text = new StringBuilder();
        String beginning = "";
        EchoedToken least = word.getFirst();
        for (EchoedToken token : word) {
            if (token.logProbability() <= least.logProbability()) {
                least = token;
                before = whole;
                beginning = text.toString();
            }
            whole *= token.probability();
            text.append(token.text());
        }
        return new Doubt(text.toString().strip(), whole, alternatives(least, beginning, Math.log(before)));
    }

    private static List<Candidate> alternatives(EchoedToken token, String beginning, double logBefore) {
        return token.likeliest().stream()
                .filter(each -> !each.text().equals(token.text()))
                .map(each -> new Candidate((beginning + each.text()).strip(), logBefore + each.logProbability()))
                .filter(each -> each.probability() >= WORTH_SAYING && isReadable(each.text()))
                .limit(MOST_ALTERNATIVES)
                .toList();
    }

    /** Not punctuation alone, and not a part of a character. */
    private static boolean isReadable(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit) && text.indexOf('\uFFFD') < 0;
    }
}
