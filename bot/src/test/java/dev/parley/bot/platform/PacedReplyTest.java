package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class PacedReplyTest {
    private static final int LIMIT = 200;

    private final Board board = new Board();
    private final ChannelPacer pacer = new ChannelPacer(System::nanoTime);

    PacedReplyTest() {
        pacer.learn(1000, 1000, Duration.ofSeconds(60));
    }

    /** A platform that takes its time and may fail. */
    private static final class Board implements Transport {
        private final List<Shown> messages = new CopyOnWriteArrayList<>();
        private final List<Write> writes = new CopyOnWriteArrayList<>();
        private final List<TransportException> failures = new ArrayList<>();

        private record Write(int part, Shown shown, long at) {}

        @Override
        public String create(int part, Shown shown) throws TransportException {
            note(part, shown);
            assertThat(part).isEqualTo(messages.size());
            messages.add(shown);
            return "m" + part;
        }

        @Override
        public void edit(String messageId, Shown shown) throws TransportException {
            int part = Integer.parseInt(messageId.substring(1));
            note(part, shown);
            messages.set(part, shown);
        }

        private void note(int part, Shown shown) throws TransportException {
            if (!failures.isEmpty()) {
                throw failures.removeFirst();
            }
            writes.add(new Write(part, shown, System.nanoTime()));
        }
    }

    private PacedReply reply(List<String> there) {
        return new PacedReply(board, new MessageSplitter(LIMIT), pacer, Words.english(), there).start();
    }

    private static ReplyOutcome outcome(Finish finish, String... notes) {
        return Outcomes.of(finish, notes);
    }

    @Test
    void opensWithAPlaceholderThatCanBeStopped() {
        reply(List.of());

        await().until(() -> board.messages.size() == 1);
        assertThat(board.messages.getFirst().text()).isEmpty();
        assertThat(board.messages.getFirst().below()).isEqualTo("…");
        assertThat(board.messages.getFirst().buttons()).containsExactly(ReplyButton.STOP);
    }

    @Test
    void showsTheNewestTextOnlyAndEndsWithTheWhole() {
        var reply = reply(List.of());
        await().until(() -> board.messages.size() == 1);
        for (int i = 1; i <= 50; i++) {
            reply.show("x".repeat(i));
        }
        reply.complete(outcome(Finish.STOP));
        reply.ended().join();

        assertThat(board.messages).hasSize(1);
        assertThat(board.messages.getFirst().text()).isEqualTo("x".repeat(50));
        assertThat(board.messages.getFirst().buttons())
                .containsExactlyInAnyOrder(ReplyButton.REGENERATE, ReplyButton.GOOD, ReplyButton.BAD);
        assertThat(board.writes).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void editsAMessageAtMostOnceASecond() {
        var reply = reply(List.of());
        var shown = new StringBuilder();
        await().until(() -> {
            reply.show(shown.append('x').toString());
            return board.writes.size() == 3;
        });
        reply.complete(outcome(Finish.STOP));
        reply.ended().join();

        for (int i = 1; i < board.writes.size(); i++) {
            assertThat(board.writes.get(i).at() - board.writes.get(i - 1).at())
                    .isGreaterThan(Duration.ofMillis(990).toNanos());
        }
        assertThat(board.writes).hasSize(4);
    }

    @Test
    void goesOnInANewMessageAndLeavesTheOldOneWithoutButtons() {
        var reply = reply(List.of());
        String text = "word ".repeat(100);
        reply.show(text);
        reply.complete(outcome(Finish.LENGTH, "Cut at its longest."));
        reply.ended().join();

        assertThat(board.messages).hasSizeGreaterThan(2);
        assertThat(board.messages.subList(0, board.messages.size() - 1)).allSatisfy(each -> {
            assertThat(each.buttons()).isEmpty();
            assertThat(each.below()).isEmpty();
        });
        assertThat(board.messages.getLast().below()).isEqualTo("Cut at its longest.");
        assertThat(board.messages.getLast().buttons())
                .containsExactlyInAnyOrder(
                        ReplyButton.REGENERATE, ReplyButton.CONTINUE, ReplyButton.GOOD, ReplyButton.BAD);
        assertThat(String.join(" ", board.messages.stream().map(Shown::text).toList())
                        .replaceAll("\\s+", " "))
                .isEqualTo(text.strip());
    }

    @Test
    void saysWhatGoesOnBelowTheText() {
        var reply = reply(List.of());
        reply.status(new ReplyStatus.Waiting(3));
        await().until(() ->
                board.messages.size() == 1 && board.messages.getFirst().below().equals("3 in line …"));
        reply.show("Hello");
        reply.status(new ReplyStatus.Restarting());

        await().until(() -> board.messages.getFirst().text().equals("Hello")
                && board.messages.getFirst().below().contains("your place is kept"));
    }

    @Test
    void keepsTheTextOfAReplyThatFails() {
        var reply = reply(List.of());
        reply.show("Half an ans");
        reply.fail("The engine is gone.");
        reply.ended().join();

        assertThat(board.messages)
                .singleElement()
                .satisfies(each -> assertThat(each.text()).isEqualTo("Half an ans"))
                .satisfies(each -> assertThat(each.below()).isEqualTo("The engine is gone."))
                .satisfies(each -> assertThat(each.buttons()).isEmpty());
    }

    @Test
    void saysWhyThereIsNoText() {
        var reply = reply(List.of());
        reply.fail("Too long.");
        reply.ended().join();

        assertThat(board.messages).singleElement().extracting(Shown::text).isEqualTo("Too long.");
    }

    @Test
    void goesOnInTheMessageOfAnEarlierRun() {
        board.messages.add(new Shown("Half an", "", java.util.Set.of()));
        var reply = reply(List.of("m0"));
        reply.show("Half an answer");
        reply.complete(outcome(Finish.STOP));
        reply.ended().join();

        assertThat(board.messages).singleElement().extracting(Shown::text).isEqualTo("Half an answer");
    }

    @Test
    void triesAgainWhenThePlatformHasAProblem() {
        board.failures.add(new TransportException(Kind.PASSING, "502", new RuntimeException()));
        var reply = reply(List.of());
        reply.show("Hello");
        reply.complete(outcome(Finish.STOP));
        reply.ended().join();

        assertThat(board.messages).singleElement().extracting(Shown::text).isEqualTo("Hello");
    }

    @Test
    void endsWhenItsMessageIsGone() {
        board.failures.add(new TransportException(Kind.GONE, "unknown message", new RuntimeException()));
        var reply = reply(List.of());
        reply.show("Hello");
        reply.ended().join();

        assertThat(board.messages).isEmpty();
    }
}
