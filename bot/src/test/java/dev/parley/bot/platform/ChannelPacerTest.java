package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.ChannelPacer.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class ChannelPacerTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final TotalPace total = new TotalPace(1000, System::nanoTime);
    private final ChannelPacer pacer = new ChannelPacer(System::nanoTime, total);
    private final List<String> wrote = new CopyOnWriteArrayList<>();

    /** Somebody in line, whose write takes no time. */
    private final class Writer {
        private final Ticket ticket;
        private final Thread thread;

        private Writer(String name, Write kind, boolean last) {
            ticket = pacer.queue(kind, last);
            thread = Thread.ofVirtual().start(() -> {
                try (ticket) {
                    wrote.add(ticket.await() ? name : name + " left");
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }

        private void join() throws InterruptedException {
            thread.join();
        }

        private void leave() throws InterruptedException {
            ticket.cancel();
            join();
        }
    }

    private Writer edit(String name, boolean last) {
        return new Writer(name, Write.EDIT, last);
    }

    private void editsLeft(int limit, int left, Duration resetsIn) {
        pacer.learn(Write.EDIT, "edits", limit, left, resetsIn);
    }

    @Test
    void allowsOneWriteASecondUntilThePlatformHasSaidMore() throws InterruptedException {
        long begin = System.nanoTime();
        edit("one", true).join();
        edit("two", true).join();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void keepsWritesForRepliesThatEnd() throws InterruptedException {
        editsLeft(5, 4, LONG);
        editsLeft(5, 1, LONG);
        Writer progress = edit("progress", false);
        edit("end", true).join();

        progress.leave();
        assertThat(wrote).containsExactly("end", "progress left");
    }

    @Test
    void spreadsProgressOverTheWindow() throws InterruptedException {
        editsLeft(5, 4, Duration.ofSeconds(5));
        long begin = System.nanoTime();
        edit("one", false).join();
        edit("two", false).join();
        edit("three", false).join();

        // With two left, the third that ends would come in 5 s, and has to within 0.5 s and three times a second.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(2400));
    }

    @Test
    void letsThoseThatEndGoFirstEachKindInOrder() throws InterruptedException {
        editsLeft(10, 0, Duration.ofMillis(300));
        List<Writer> all = new ArrayList<>();
        all.add(edit("progress 1", false));
        all.add(edit("progress 2", false));
        all.add(edit("end 1", true));
        all.add(edit("end 2", true));
        for (Writer each : all) {
            each.join();
        }

        assertThat(wrote).containsExactly("end 1", "end 2", "progress 1", "progress 2");
    }

    @Test
    void movesAReplyThatEndsWhileItWaitsToTheFirst() throws InterruptedException {
        editsLeft(10, 0, Duration.ofMillis(300));
        List<Writer> all = new ArrayList<>();
        all.add(edit("progress 1", false));
        all.add(edit("progress 2", false));
        all.add(edit("end", true));
        all.get(1).ticket.hurry();
        for (Writer each : all) {
            each.join();
        }

        assertThat(wrote).containsExactly("end", "progress 2", "progress 1");
    }

    @Test
    void waitsForTheNextWindow() throws InterruptedException {
        editsLeft(5, 0, Duration.ofMillis(300));
        long begin = System.nanoTime();
        edit("one", true).join();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void writesOneAtATime() throws InterruptedException {
        editsLeft(5, 4, LONG);
        Ticket first = pacer.queue(Write.EDIT, true);
        assertThat(first.await()).isTrue();
        Writer second = edit("second", true);
        assertThat(wrote).isEmpty();
        first.close();
        second.join();

        assertThat(wrote).containsExactly("second");
    }

    @Test
    void countsPostsAndEditsApart() throws InterruptedException {
        editsLeft(5, 0, LONG);
        new Writer("post", Write.CREATE, false).join();

        assertThat(wrote).containsExactly("post");
    }

    @Test
    void countsKindsTogetherThatThePlatformCountsTogether() throws InterruptedException {
        pacer.learn(Write.CREATE, "all", 5, 4, LONG);
        Writer waiting = new Writer("post", Write.CREATE, true);
        waiting.join();
        pacer.learn(Write.EDIT, "all", 5, 0, LONG);
        Writer post = new Writer("second post", Write.CREATE, true);
        await().until(() -> post.thread.getState() == Thread.State.TIMED_WAITING);

        post.leave();
        assertThat(wrote).containsExactly("post", "second post left");
    }

    @Test
    void makesProgressWaitWhereAllPlacesTogetherAreBusy() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            total.leave(total.enter());
        }
        Writer progress = edit("progress", false);
        edit("end", true).join();
        progress.join();

        assertThat(wrote).containsExactly("end", "progress");
    }

    @Test
    void isIdleWhenItKnowsNothingThatCounts() throws InterruptedException {
        assertThat(pacer.isIdle()).isTrue();
        editsLeft(5, 4, LONG);
        assertThat(pacer.isIdle()).isFalse();
    }
}
