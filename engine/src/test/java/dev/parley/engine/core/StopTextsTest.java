package dev.parley.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StopTextsTest {

    @Test
    void passesEverythingOnWithoutStopTexts() {
        StopTexts stop = new StopTexts(List.of());

        assertThat(stop.next("anything")).isEqualTo("anything");
        assertThat(stop.rest()).isEmpty();
        assertThat(stop.found()).isFalse();
    }

    @Test
    void holdsBackWhatMayBeTheBeginning() {
        StopTexts stop = new StopTexts(List.of("STOP"));

        assertThat(stop.next("one S")).isEqualTo("one ");
        assertThat(stop.next("T")).isEmpty();
        assertThat(stop.next("ART")).isEqualTo("START");
        assertThat(stop.next(" ST")).isEqualTo(" ");
        assertThat(stop.rest()).isEqualTo("ST");
    }

    @Test
    void sendsNothingAfterAStopText() {
        StopTexts stop = new StopTexts(List.of("STOP", "\n\n"));

        assertThat(stop.next("one\n")).isEqualTo("one");
        assertThat(stop.next("\ntwo")).isEmpty();
        assertThat(stop.found()).isTrue();
        assertThat(stop.rest()).isEmpty();
    }

    @Test
    void takesTheOneThatComesFirst() {
        StopTexts stop = new StopTexts(List.of("late", "early"));

        assertThat(stop.next("so early, so late")).isEqualTo("so ");
    }

    @Test
    void findsTheSameHoweverTheTextIsCut() {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            String text = random.ints(random.nextInt(30), 'a', 'd')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            List<String> stops = List.of("abca", "bb", "cab");
            StopTexts stop = new StopTexts(stops);
            StringBuilder sent = new StringBuilder();
            for (int from = 0; from < text.length() && !stop.found(); ) {
                int to = Math.min(text.length(), from + 1 + random.nextInt(2));
                sent.append(stop.next(text.substring(from, to)));
                from = to;
            }
            sent.append(stop.rest());
            boolean there = stops.stream().anyMatch(text::contains);

            assertThat(stop.found()).isEqualTo(there);
            assertThat(stops).noneMatch(sent.toString()::contains);
            assertThat(text).startsWith(sent);
            if (!there) {
                assertThat(sent).hasToString(text);
            }
        }
    }
}
