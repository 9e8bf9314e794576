package dev.parley.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.terminal.FirstStart.Answer;
import dev.parley.bot.words.Words;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstStartTest {
    private static final long GB = 1_000_000_000;
    private static final OfferedModel SMALL = new OfferedModel("small", 98_362_432, 400_000_000, "for trying out");
    private static final OfferedModel MIDDLE = new OfferedModel("middle-1.5b", 1_100_000_000, 2 * GB, "good answers");
    private static final OfferedModel BIG = new OfferedModel("big-4b", 2_500_000_000L, 5 * GB, "better ones");
    private static final List<OfferedModel> ALL = List.of(SMALL, MIDDLE, BIG);

    @ParameterizedTest
    @CsvSource({
        "16, 100, 8, big-4b",
        "16, 100, 2, middle-1.5b",
        "16, 100, 1, small",
        "9, 100, 8, middle-1.5b",
        "3, 100, 8, small",
        "1, 100, 8, small",
        "16, 2, 8, middle-1.5b",
        "16, 0, 8, small"
    })
    void recommendsTheLargestThatFitsAndIsFastEnough(long memory, long disk, int cores, String name) {
        assertThat(new FirstStart(Words.english(), ALL, memory * GB, disk * GB, cores)
                        .recommended()
                        .name())
                .isEqualTo(name);
    }

    @Test
    void listsWhatFitsWithANumberAndSaysWhatTheOthersLack() {
        assertThat(new FirstStart(Words.english(), ALL, 8 * GB, 100 * GB, 8).text())
                .isEqualTo("""
                        Which model shall answer? It runs on this machine (8.0 GB of memory, 100 GB free on disk).

                           1  small          98 MB  for trying out
                           2  middle-1.5b   1.1 GB  good answers (recommended)
                           -  big-4b        2.5 GB  needs 10 GB of memory
                        """);
    }

    @Test
    void understandsNothingNumbersAndNames() {
        var question = new FirstStart(Words.english(), ALL, 8 * GB, 100 * GB, 8);
        assertThat(question.answer(" ")).isEqualTo(new Answer.Chosen(MIDDLE));
        assertThat(question.answer("1")).isEqualTo(new Answer.Chosen(SMALL));
        assertThat(question.answer(" SMALL ")).isEqualTo(new Answer.Chosen(SMALL));
        assertThat(question.answer("3")).isInstanceOf(Answer.Again.class);
        assertThat(question.answer("big-4b"))
                .isEqualTo(
                        new Answer.Again(
                                "big-4b does not fit here: it needs 10 GB of memory. Choose another, or take it later with ./parley model use big-4b."));
        assertThat(question.answer("yes"))
                .isEqualTo(
                        new Answer.Again(
                                "There is no “yes” in the list. Type a number from 1 to 2, a name, or only Enter for middle-1.5b."));
    }

    @Test
    void asksAgainAfterAnAnswerThatIsNone() throws Exception {
        var screen = new Screen(100, 20);
        var chosen = ask(screen);
        screen.type("9\r");
        screen.awaitText("There is no “9” in the list.");
        screen.type("1\r");
        assertThat(chosen.get(10, TimeUnit.SECONDS)).contains(SMALL);
    }

    @Test
    void takesTheRecommendedAtEnter() throws Exception {
        var screen = new Screen(100, 20);
        var chosen = ask(screen);
        screen.type("\r");
        assertThat(chosen.get(10, TimeUnit.SECONDS)).contains(MIDDLE);
    }

    @Test
    void hasNoAnswerWhenTheUserLeaves() throws Exception {
        for (var key : List.of("\u0003", "\u0004")) {
            var screen = new Screen(100, 20);
            var chosen = ask(screen);
            screen.type(key);
            assertThat(chosen.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void takesTheSmallestWhereNobodyCanBeAsked() {
        assertThat(FirstStart.smallest(List.of(BIG, SMALL, MIDDLE))).isEqualTo(SMALL);
    }

    private static CompletableFuture<Optional<OfferedModel>> ask(Screen screen) {
        var question = new FirstStart(Words.english(), ALL, 8 * GB, 100 * GB, 8);
        var chosen = CompletableFuture.supplyAsync(() -> question.ask(screen.terminal(), screen.look()));
        screen.awaitText("Number or name (Enter takes 2, middle-1.5b):");
        return chosen;
    }
}
