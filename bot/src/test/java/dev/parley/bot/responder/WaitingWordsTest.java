package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.words.Language;
import dev.parley.bot.words.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WaitingWordsTest {
    private final Words english = Words.english();

    @Test
    void saysThePlaceAloneBeforeAnythingWasMeasured() {
        assertThat(new ReplyStatus.Waiting(1, 0).say(english)).isEqualTo("next in line …");
        assertThat(new ReplyStatus.Waiting(4, 0).say(english)).isEqualTo("4th in line …");
        assertThat(new ReplyStatus.Waiting(21, 0).say(english)).isEqualTo("number 21 in line …");
    }

    @Test
    void saysAboutHowLongItTakes() {
        assertThat(new ReplyStatus.Waiting(1, 20).say(english)).isEqualTo("next in line, about 20 s …");
        assertThat(new ReplyStatus.Waiting(3, 120).say(english)).isEqualTo("3rd in line, about 2 min …");
    }

    @Test
    void refusesWithTheLengthOfTheLineAndTheWait() {
        assertThat(new LineFullException(100, 0, 600).say(english))
                .isEqualTo("100 replies are waiting already, so this one was not taken. "
                        + "Please try again in about 10 min.");
        assertThat(new LineFullException(21, 20, 45).say(english))
                .isEqualTo("21 replies are waiting already, 20 of them yours, so this one was not taken. "
                        + "Please try again in about 45 s.");
        assertThat(new LineFullException(20).say(english))
                .isEqualTo("20 replies are waiting already, so this one was not taken. "
                        + "Please try again in a moment.");
    }

    @ParameterizedTest
    @EnumSource
    void saysItInEveryLanguage(Language language) {
        Words words = language.words();

        assertThat(new ReplyStatus.Waiting(7, 45).say(words))
                .contains("7", "45")
                .doesNotContain("{");
        assertThat(new ReplyStatus.Waiting(7, 180).say(words))
                .contains("7", "3")
                .doesNotContain("{", "180");
        assertThat(new LineFullException(98, 23, 300).say(words))
                .contains("98", "23", "5")
                .doesNotContain("{", "300");
        assertThat(words.say("status.line", 8, 8, 31, 120, 2))
                .contains("8", "31", "2")
                .doesNotContain("{", "120");
    }
}
