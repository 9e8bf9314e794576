package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.methods.Methods;
import dev.parley.bot.platform.slack.Tiers.Place;
import dev.parley.bot.platform.slack.Tiers.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TiersTest {
    private static final int STOPS = 19;
    private static final int UPDATES = 48;

    private final AtomicLong clock = new AtomicLong(1);
    private final Tiers tiers = new Tiers(clock::get, Duration.ofMinutes(1));

    private Place place(Object reply, String method, @Nullable String channel, boolean urgent) {
        return tiers.queue(reply, urgent, true, (last, _) -> new Step(method, channel, urgent || last, 0));
    }

    private static CompletableFuture<Boolean> await(Place place) {
        var granted = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            try {
                granted.complete(place.await());
            } catch (InterruptedException e) {
                granted.completeExceptionally(e);
            }
        });
        return granted;
    }

    /** Begins at once, or is cancelled. */
    private boolean begins(Place place) throws InterruptedException {
        var granted = await(place);
        try {
            return granted.get(300, java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            place.cancel();
            granted.join();
            place.close();
            return false;
        }
    }

    private void use(String method, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            tiers.enter(method);
            tiers.leave(method);
        }
    }

    @Test
    void aShareIsFreeAMinuteAfterItsAnswer() throws Exception {
        use(Methods.CHAT_UPDATE, UPDATES);
        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(begins(place(this, Methods.CHAT_UPDATE, null, true))).isFalse();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(begins(place(this, Methods.CHAT_UPDATE, null, true))).isTrue();
    }

    @Test
    void progressLeavesAnUpdateForEachReplyThatWillEndWithOne() throws Exception {
        List<Object> replies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            replies.add(new Object());
            tiers.updates(replies.getLast());
        }
        use(Methods.CHAT_UPDATE, UPDATES - 10);

        assertThat(begins(place(replies.getFirst(), Methods.CHAT_UPDATE, null, false)))
                .isFalse();
        for (Object each : replies) {
            assertThat(begins(place(each, Methods.CHAT_UPDATE, null, true))).isTrue();
        }
    }

    @Test
    void everyLiveStreamCanStopAtOnce() throws Exception {
        use(Methods.CHAT_STOP_STREAM, STOPS - 2);
        assertThat(tiers.hasRoomForStream(clock.get())).isTrue();
        assertThat(begins(place(new Object(), Methods.CHAT_START_STREAM, "C1", false)))
                .isTrue();
        assertThat(tiers.hasRoomForStream(clock.get())).isTrue();
        assertThat(begins(place(new Object(), Methods.CHAT_START_STREAM, "C2", false)))
                .isTrue();
        assertThat(tiers.hasRoomForStream(clock.get())).isFalse();
    }

    @Test
    void aChannelTakesThreePostsInThreeSecondsAndHoldsUpNoOther() throws Exception {
        for (int i = 0; i < 3; i++) {
            var place = place(this, Methods.CHAT_POST_MESSAGE, "C1", false);
            assertThat(begins(place)).isTrue();
            place.close();
        }
        var waits = place(this, Methods.CHAT_POST_MESSAGE, "C1", true);
        var granted = await(waits);
        assertThat(begins(place(this, Methods.CHAT_POST_MESSAGE, "C2", false))).isTrue();
        assertThat(granted).isNotDone();
        waits.cancel();
    }

    @Test
    void endsGoBeforeProgress() throws Exception {
        use(Methods.CHAT_UPDATE, UPDATES);
        var progress = place(this, Methods.CHAT_UPDATE, null, false);
        var end = place(this, Methods.CHAT_UPDATE, null, true);
        var first = await(progress);
        var second = await(end);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        tiers.over(this);

        org.awaitility.Awaitility.await().until(second::isDone);
        assertThat(second.join()).isTrue();
        assertThat(end.granted().method()).isEqualTo(Methods.CHAT_UPDATE);
        first.join();
    }

    @Test
    void whenAReplyEndsItsPlaceBecomesAnEnds() throws Exception {
        tiers.updates(this);
        use(Methods.CHAT_UPDATE, UPDATES - 1);
        var place = place(this, Methods.CHAT_UPDATE, null, false);
        var granted = await(place);
        place.hurry();

        org.awaitility.Awaitility.await().until(granted::isDone);
        assertThat(place.granted().urgent()).isTrue();
    }

    @Test
    void nobodyCallsAMethodThatSlackHasClosed() throws Exception {
        tiers.close(Methods.USERS_INFO, Duration.ofSeconds(30));
        assertThat(begins(place(this, Methods.USERS_INFO, null, true))).isFalse();
        clock.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(begins(place(this, Methods.USERS_INFO, null, true))).isTrue();
    }
}
