package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptTest {
    private static final Workload WORKLOAD = new Workload(6, 4, 50, 8, 2, 3, 7, false);

    /** Three letters a token, as rough as a tokenizer. */
    private static int tokens(String text) {
        return Stream.of(text.split(" ", -1))
                .mapToInt(word -> (word.length() + 2) / 3)
                .sum();
    }

    @Test
    void theSameSeedWritesTheSame() {
        assertThat(Script.of(WORKLOAD, 1, ScriptTest::tokens)).isEqualTo(Script.of(WORKLOAD, 1, ScriptTest::tokens));
    }

    @Test
    void noTwoMessagesOfAllRoundsAreAlike() {
        List<String> messages = Stream.of(0, 1, 2)
                .flatMap(round -> Script.of(WORKLOAD, round, ScriptTest::tokens).talks().stream())
                .flatMap(talk -> talk.messages().stream())
                .toList();

        assertThat(messages).hasSize(72).doesNotHaveDuplicates();
    }

    @Test
    void conversationsShareThePersonasOfEveryRound() {
        List<String> systems = Script.systems(WORKLOAD, ScriptTest::tokens);

        assertThat(systems).hasSize(2).doesNotHaveDuplicates();
        assertThat(Script.of(WORKLOAD, 2, ScriptTest::tokens).talks())
                .extracting(Script.Talk::system)
                .containsExactly(
                        systems.get(0), systems.get(1), systems.get(0), systems.get(1), systems.get(0), systems.get(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 50, 1000})
    void aMessageHasAboutTheTokensThatAreWanted(int wanted) {
        Workload workload = new Workload(3, 5, wanted, 8, 1, 1, 7, false);

        assertThat(Script.of(workload, 0, ScriptTest::tokens).talks())
                .flatExtracting(Script.Talk::messages)
                .allSatisfy(message ->
                        assertThat(tokens(message)).isBetween((int) (wanted * 0.93) - 4, (int) (wanted * 1.07) + 4));
    }
}
