package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.bot.platform.PacedReply.End;
import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PacedReplyTest {
    private static final int LIMIT = 200;
    private static final int LONGEST = 700;

    private final Board board = new Board();
    private final ChannelPacer pacer = new ChannelPacer(System::nanoTime, new TotalPace(1000, System::nanoTime));

    PacedReplyTest() {
        for (Write each : Write.values()) {
            pacer.learn(each, each.name(), 1000, 1000, Duration.ofSeconds(60));
        }
    }

    /** A platform that takes its time and may fail. */
    private final class Board implements Transport {
        private final Map<String, Shown> byId = new ConcurrentSkipListMap<>();
        private final Map<String, String> files = new ConcurrentSkipListMap<>();
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<Noted> writes = new CopyOnWriteArrayList<>();
        private final List<TransportException> failures = new ArrayList<>();
        private boolean noFiles;

        private record Noted(int part, Shown shown, long at) {}

        private List<Shown> messages() {
            return List.copyOf(byId.values());
        }

        @Override
        public Ticket queue(Write write, @Nullable String messageId, @Nullable Shown shown, boolean last) {
            return pacer.queue(write, last);
        }

        @Override
        public String create(int number, Shown shown) throws TransportException {
            note(number, shown);
            assertThat(byId).doesNotContainKey("m" + number);
            byId.put("m" + number, shown);
            return "m" + number;
        }

        @Override
        public Shown edit(String messageId, Shown shown) throws TransportException {
            note(Integer.parseInt(messageId.substring(1)), shown);
            byId.put(messageId, shown);
            return shown;
        }

        @Override
        public Shown attach(String messageId, Shown shown, String name, String content) throws TransportException {
            if (noFiles) {
                throw failure(Kind.GONE);
            }
            var _ = edit(messageId, shown);
            files.put(name, content);
            return shown;
        }

        @Override
        public void delete(String messageId) throws TransportException {
            byId.remove(messageId);
        }

        @Override
        public void tell(String words) throws TransportException {
            told.add(words);
        }

        private void note(int part, Shown shown) throws TransportException {
            if (!failures.isEmpty()) {
                throw failures.removeFirst();
            }
            writes.add(new Noted(part, shown, System.nanoTime()));
        }
    }

    private PacedReply reply(List<String> there) {
        return reply(there, "");
    }

    private PacedReply reply(List<String> there, String text) {
        return new PacedReply(board, new MessageSplitter(LIMIT), Words.english(), LONGEST, there, text, _ -> "")
                .start();
    }

    private static TransportException failure(Kind kind) {
        return new TransportException(kind, "as the test wishes", new RuntimeException());
    }

    private static ReplyOutcome outcome(Finish finish, String... notes) {
        return Outcomes.of(finish, notes);
    }

    @Test
    void opensWithAPlaceholderThatCanBeStopped() {
        reply(List.of());

        await().until(() -> board.messages().size() == 1);
        assertThat(board.messages().getFirst().text()).isEmpty();
        assertThat(board.messages().getFirst().below()).isEqualTo("…");
        assertThat(board.messages().getFirst().buttons()).containsExactly(ReplyButton.STOP);
    }

    @Test
    void showsTheNewestTextOnlyAndEndsWithTheWhole() {
        var reply = reply(List.of());
        await().until(() -> board.messages().size() == 1);
        for (int i = 1; i <= 50; i++) {
            reply.show("x".repeat(i));
        }
        reply.complete(outcome(Finish.STOP));
        reply.ended().join();

        assertThat(board.messages()).hasSize(1);
        assertThat(board.messages().getFirst().text()).isEqualTo("x".repeat(50));
        assertThat(board.messages().getFirst().buttons())
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

        assertThat(board.messages()).hasSizeGreaterThan(2);
        assertThat(board.messages().subList(0, board.messages().size() - 1)).allSatisfy(each -> {
            assertThat(each.buttons()).isEmpty();
            assertThat(each.below()).isEmpty();
        });
        assertThat(board.messages().getLast().below()).isEqualTo("Cut at its longest.");
        assertThat(board.messages().getLast().buttons())
                .containsExactlyInAnyOrder(
                        ReplyButton.REGENERATE, ReplyButton.CONTINUE, ReplyButton.GOOD, ReplyButton.BAD);
        assertThat(String.join(" ", board.messages().stream().map(Shown::text).toList())
                        .replaceAll("\\s+", " "))
                .isEqualTo(text.strip());
    }

    @Test
    void saysWhatGoesOnBelowTheText() {
        var reply = reply(List.of());
        reply.status(new ReplyStatus.Waiting(3, 0));
        await().until(() -> board.messages().size() == 1
                && board.messages().getFirst().below().equals("3rd in line …"));
        reply.show("Hello");
        reply.status(new ReplyStatus.Restarting());

        await().until(() -> board.messages().getFirst().text().equals("Hello")
                && board.messages().getFirst().below().contains("your place is kept"));
    }

    @Test
    void showsTheFirstPlaceSoonAndTheNewestOfThoseThatFollowLater() {
        var reply = reply(List.of());
        reply.status(new ReplyStatus.Waiting(9, 0));
        await().until(() -> board.messages().size() == 1
                && board.messages().getFirst().below().startsWith("9th"));
        int before = board.writes.size();
        Stream.of(8, 9, 7, 1).forEach(place -> reply.status(new ReplyStatus.Waiting(place, 20)));

        await().until(() -> board.messages().getFirst().below().startsWith("next in line, about 20 s"));

        assertThat(board.writes.size() - before).isEqualTo(1);
        assertThat(board.writes.getLast().at() - board.writes.get(before - 1).at())
                .isGreaterThanOrEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void doesNotKeepTheTextWaitingForWhatIsPassedByThen() {
        var reply = reply(List.of());
        reply.status(new ReplyStatus.Waiting(1, 0));
        await().until(() -> board.messages().size() == 1
                && board.messages().getFirst().below().startsWith("next"));
        reply.status(new ReplyStatus.Waiting(2, 0));
        reply.show("Hello");

        await().atMost(Duration.ofSeconds(4))
                .until(() -> board.messages().getFirst().text().equals("Hello"));
    }

    @Test
    void keepsTheTextOfAReplyThatFails() {
        var reply = reply(List.of());
        reply.show("Half an ans");
        reply.fail("The engine is gone.");
        reply.ended().join();

        assertThat(board.messages())
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

        assertThat(board.messages()).singleElement().extracting(Shown::text).isEqualTo("Too long.");
    }

    @Test
    void goesOnInTheMessageOfAnEarlierRun() {
        board.byId.put("m0", new Shown("Half an", "", Set.of()));
        var reply = reply(List.of("m0"));
        reply.show("Half an answer");
        reply.complete(outcome(Finish.STOP));
        reply.ended().join();

        assertThat(board.messages()).singleElement().extracting(Shown::text).isEqualTo("Half an answer");
    }

    @Test
    void showsTheTextOfAnEarlierRunUntilThereIsMore() {
        board.byId.put("m0", new Shown("Half an", "", Set.of()));
        reply(List.of("m0"), "Half an");

        await().until(() -> board.writes.size() == 1);
        assertThat(board.messages()).singleElement().satisfies(each -> {
            assertThat(each.text()).isEqualTo("Half an");
            assertThat(each.below()).isEqualTo("…");
        });
    }

    @Test
    void removesMessagesThatItDoesNotNeedAnyLonger() {
        board.byId.put("m0", new Shown("Half an", "", Set.of()));
        board.byId.put("m1", new Shown("answer", "", Set.of()));
        var reply = reply(List.of("m0", "m1"), "Half");
        reply.show("Short");
        reply.complete(outcome(Finish.STOP));

        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);
        assertThat(board.messages()).singleElement().extracting(Shown::text).isEqualTo("Short");
    }

    @Test
    void triesAgainWhenThePlatformHasAProblem() {
        board.failures.add(failure(Kind.PASSING));
        var reply = reply(List.of());
        reply.show("Hello");
        reply.complete(outcome(Finish.STOP));

        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);
        assertThat(board.messages()).singleElement().extracting(Shown::text).isEqualTo("Hello");
    }

    @Test
    void tellsWhoAskedWhenThePlaceIsGone() {
        board.failures.add(failure(Kind.GONE));
        var reply = reply(List.of());
        reply.lost().join();

        assertThat(reply.ended().join()).isEqualTo(End.LOST);
        assertThat(board.messages()).isEmpty();
        assertThat(board.told).singleElement().asString().contains("no longer write");
    }

    @Test
    void saysWhyItStopsWhenItsMessageIsRemoved() {
        var reply = reply(List.of());
        await().until(() -> board.messages().size() == 1);
        board.failures.add(failure(Kind.DELETED));
        board.byId.clear();
        reply.show("Hello");
        reply.lost().join();

        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);
        assertThat(board.messages()).singleElement().satisfies(each -> {
            assertThat(each.text()).contains("was removed");
            assertThat(each.buttons()).isEmpty();
        });
    }

    @Test
    void saysSoWhenThePlatformDoesNotTakeTheText() {
        var reply = reply(List.of());
        await().until(() -> board.messages().size() == 1);
        board.failures.add(failure(Kind.REFUSED));
        reply.show("Hello");
        reply.lost().join();

        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);
        assertThat(board.messages()).singleElement().asString().contains("does not take this reply");
    }

    @Test
    void leavesAReplyThatGoesOnLater() {
        var reply = reply(List.of());
        reply.leave();
        reply.fail("Parley is leaving.");

        assertThat(reply.ended().join()).isEqualTo(End.LEFT);
        assertThat(board.messages()).singleElement().extracting(Shown::text).isEqualTo("Parley is leaving.");
    }

    @Test
    void leavesWithOneWriteHoweverMuchIsStillToBeShown() {
        var reply = reply(List.of());
        await().until(() -> board.messages().size() == 1);
        int before = board.writes.size();
        reply.leave();
        reply.show("word ".repeat(100));
        reply.fail("Parley is leaving.");

        assertThat(reply.ended().join()).isEqualTo(End.LEFT);
        assertThat(board.messages()).singleElement().satisfies(each -> {
            assertThat(each.text()).startsWith("word word");
            assertThat(each.below()).isEqualTo("Parley is leaving.");
        });
        assertThat(board.writes).hasSizeLessThanOrEqualTo(before + 2);
    }

    @Test
    void endsAtOnceWhenItIsAbandoned() {
        pacer.learn(Write.CREATE, Write.CREATE.name(), 1, 0, Duration.ofSeconds(60));
        var reply = reply(List.of());
        reply.show("Hello");
        reply.abandon();

        assertThat(reply.ended().join()).isEqualTo(End.LEFT);
        assertThat(board.writes).isEmpty();
    }

    @Test
    void showsTheBeginningOfALongReplyAndBringsTheWholeAsAFile() {
        String text = "word ".repeat(200);
        var reply = reply(List.of());
        reply.show(text);
        await().until(() ->
                board.messages().stream().anyMatch(each -> each.below().contains("so far")));
        assertThat(board.files).isEmpty();
        reply.complete(outcome(Finish.STOP));

        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);
        assertThat(board.files).containsOnly(Map.entry(PacedReply.FILE, text));
        assertThat(board.messages().stream()
                        .mapToInt(each -> each.text().length())
                        .sum())
                .isBetween(LONGEST - 200, LONGEST);
        assertThat(board.messages().getLast().below()).contains("1,000 characters");
    }

    @Test
    void saysSoWhereNoFileMayBeAttached() {
        board.noFiles = true;
        var reply = reply(List.of());
        reply.show("word ".repeat(200));
        reply.complete(outcome(Finish.STOP));

        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);
        assertThat(board.messages().getLast().below()).contains("may not attach files");
        assertThat(board.messages().getLast().buttons()).contains(ReplyButton.REGENERATE);
    }
}
