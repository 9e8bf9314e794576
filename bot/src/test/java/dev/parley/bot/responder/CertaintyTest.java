package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.bot.responder.Certainty.Doubt;
import dev.parley.engine.client.EchoedToken;
import dev.parley.engine.client.EchoedToken.Candidate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CertaintyTest {
    @Test
    void isTheMeanOfTheTokensProbabilities() {
        assertThat(Certainty.of(List.of(token("a", 0.9), token(" b", 0.5), token(" c", 0.1)))
                        .mean())
                .isCloseTo(0.5, within(1e-9));
    }

    @Test
    void takesTheTokensOfAWordTogether() {
        Certainty certainty = Certainty.of(List.of(token("In", 0.9), token(" Ber", 0.5), token("lin", 0.8)));

        assertThat(certainty.doubts()).singleElement().satisfies(doubt -> {
            assertThat(doubt.word()).isEqualTo("Berlin");
            assertThat(doubt.probability()).isCloseTo(0.4, within(1e-9));
        });
    }

    @Test
    void saysHowAWordMightHaveGoneOnWhereItWasLeastSure() {
        Certainty certainty = Certainty.of(List.of(
                token(" Ber", 0.5), token("lin", 0.2, new Candidate("n", Math.log(0.6)), candidate("lin", 0.2))));

        assertThat(certainty.doubts().getFirst().alternatives()).singleElement().satisfies(each -> {
            assertThat(each.text()).isEqualTo("Bern");
            assertThat(each.probability()).isCloseTo(0.3, within(1e-9));
        });
    }

    @Test
    void namesTheThreeLeastSureWordsTheLeastSureFirst() {
        List<EchoedToken> tokens =
                List.of(token("a", 0.4), token(" b", 0.1), token(" c", 0.9), token(" d", 0.3), token(" e", 0.2));

        assertThat(Certainty.of(tokens).doubts()).extracting(Doubt::word).containsExactly("b", "e", "d");
    }

    @Test
    void doubtsNoWordThatWasLikelierThanAllOthers() {
        assertThat(Certainty.of(List.of(token("a", 0.5), token(" b", 0.99))).doubts())
                .isEmpty();
    }

    @Test
    void doubtsNoPunctuationAndNoPartsOfCharacters() {
        List<EchoedToken> tokens = List.of(token("a", 0.9), token(",", 0.1), token(" \uFFFDx", 0.1), token("\n", 0.1));

        assertThat(Certainty.of(tokens).doubts()).isEmpty();
    }

    @Test
    void offersNoAlternativeThatIsUnlikelyOrUnreadable() {
        EchoedToken token = token(
                " b",
                0.1,
                candidate(".", 0.5),
                candidate("\uFFFDa", 0.2),
                candidate(" c", 0.15),
                candidate(" d", 0.001));

        assertThat(Certainty.of(List.of(token)).doubts().getFirst().alternatives())
                .extracting(Candidate::text)
                .containsExactly("c");
    }

    @Test
    void offersTheTwoLikeliestAlternatives() {
        EchoedToken token = token(" b", 0.1, candidate(" x", 0.4), candidate(" y", 0.3), candidate(" z", 0.2));

        assertThat(Certainty.of(List.of(token)).doubts().getFirst().alternatives())
                .extracting(Candidate::text)
                .containsExactly("x", "y");
    }

    @Test
    void takesEachTokenForItselfWhereWordsAreNotSetApart() {
        assertThat(Certainty.of(List.of(token("今日", 0.4), token("は", 0.9), token("晴れ", 0.3)))
                        .doubts())
                .extracting(Doubt::word)
                .containsExactly("晴れ", "今日");
    }

    private static EchoedToken token(String text, double probability, Candidate... likeliest) {
        return new EchoedToken(text, Math.log(probability), Stream.of(likeliest).toList());
    }

    private static Candidate candidate(String text, double probability) {
        return new Candidate(text, Math.log(probability));
    }
}
