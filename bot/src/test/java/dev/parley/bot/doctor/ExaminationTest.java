package dev.parley.bot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.cli.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ExaminationTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<Finding> WELL = List.of(new Finding.Well("fine"));

    @Test
    void looksAtAllAtOnceAndKeepsTheirOrder() throws InterruptedException {
        var both = new CountDownLatch(2);
        Look meeting = () -> {
            both.countDown();
            both.await();
            return WELL;
        };

        assertThat(Examination.of(List.of(new Check("one", LONG, meeting), new Check("two", LONG, meeting))))
                .extracting(Report.Entry::check)
                .containsExactly("one", "two");
    }

    @Test
    void aLookThatDoesNotEndIsAFindingAndNotInterrupted() throws InterruptedException {
        var end = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Look endless = () -> {
            end.await();
            ended.countDown();
            return WELL;
        };

        var entries =
                Examination.of(List.of(new Check("slow", Duration.ZERO, endless), new Check("fast", LONG, () -> WELL)));

        assertThat(entries).extracting(Report.Entry::check).containsExactly("slow", "fast");
        assertThat(entries.getFirst().finding()).isInstanceOf(Finding.Warning.class);
        end.countDown();
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aMistakeOfOursIsAFindingWithoutItsWords() throws InterruptedException {
        var entries = Examination.of(List.of(new Check("odd", LONG, () -> {
            throw new IllegalStateException("a token perhaps");
        })));

        assertThat(entries)
                .singleElement()
                .satisfies(each -> assertThat(each.finding())
                        .isEqualTo(new Finding.Wrong(
                                "It could not be looked at: IllegalStateException.",
                                "That is a mistake in Parley; the log has the details.",
                                ExitCode.UNEXPECTED)));
    }
}
