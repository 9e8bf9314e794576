package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ReplyAccountTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong(5);
    private final ReplyAccount account = new ReplyAccounts(new Metrics(registry, _ -> true), now::get)
            .open(UUID.randomUUID(), UUID.randomUUID(), "slack");

    static Stream<Arguments> endsWithoutAnAnswer() {
        return Stream.of(
                Arguments.of("refused", new Outcome.Refused("too long")),
                Arguments.of("failed", new Outcome.Failed("oh", new IllegalStateException())),
                Arguments.of("stopped", new Outcome.Stopped()),
                Arguments.of("interrupted", new Outcome.Interrupted()),
                Arguments.of("forgotten", new Outcome.Ignored("it was forgotten meanwhile")));
    }

    @ParameterizedTest
    @MethodSource("endsWithoutAnAnswer")
    void countsWhatEndsWithoutAnAnswer(String label, Outcome outcome) {
        account.ended(outcome);

        assertThat(registry.get("parley.replies")
                        .tags("platform", "slack", "persona", "none", "outcome", label)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void countsWhatIsNotTakenAsFailed() {
        new ReplyAccounts(new Metrics(registry, _ -> true), now::get).notTaken("slack");

        assertThat(registry.get("parley.replies")
                        .tag("outcome", "failed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void doesNotCountWhatHasNoReplyOfItsOwn() {
        account.ended(new Outcome.Joined());

        assertThat(registry.find("parley.replies").counters()).isEmpty();
    }

    @Test
    void timesTheFirstTextAndTheGapsAfterIt() {
        ShownReply shown = new ShownReply();
        Reply reply = account.timed(shown).open(UUID.randomUUID());
        Stream.of("a", "ab", "abc").forEach(text -> {
            now.addAndGet(Duration.ofMillis(100).toNanos());
            reply.show(text);
        });

        var first = registry.get("parley.first.text").tag("platform", "slack").timer();
        var gaps = registry.get("parley.token.gap").timer();
        assertThat(first.count()).isEqualTo(1);
        assertThat(first.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(100);
        assertThat(gaps.count()).isEqualTo(2);
        assertThat(gaps.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(200);
        assertThat(shown.text()).isEqualTo("abc");
    }
}
