package dev.parley.bot.platform.discord.fake;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An interaction and how far its answer is. Guarded by the world's lock. */
final class CalledInteraction {
    static final int COMMAND = 2;
    static final int COMPONENT = 3;
    static final int AUTOCOMPLETE = 4;

    private static final Duration FIRST_ANSWER = Duration.ofSeconds(3);
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);

    final FakeInteraction handle;
    final int type;
    final Place place;
    final FakeUser user;
    private Instant called = Instant.now();
    boolean acknowledged;
    /** Deferred, so that the first follow-up fills the message that waits. */
    boolean pending;

    @Nullable StoredMessage original;

    CalledInteraction(FakeInteraction handle, int type, Place place, FakeUser user) {
        this.handle = handle;
        this.type = type;
        this.place = place;
        this.user = user;
    }

    boolean mayStillAnswer() {
        return Duration.between(called, Instant.now()).compareTo(FIRST_ANSWER) < 0;
    }

    boolean tokenLives() {
        return Duration.between(called, Instant.now()).compareTo(TOKEN_LIFE) < 0;
    }

    void age(Duration by) {
        called = called.minus(by);
    }
}
