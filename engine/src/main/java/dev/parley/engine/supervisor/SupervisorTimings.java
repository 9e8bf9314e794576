package dev.parley.engine.supervisor;

import java.time.Duration;

/**
 * How patient the supervisor is.
 *
 * @param silentStart how long a starting child may say nothing; reading a large model from a slow disk takes minutes
 * @param probe between two looks at {@code /health}
 * @param stuck how long a busy child may make no step before it is ended; one step of a large model on a small machine
 *     may take a minute
 * @param firstPause before the first restart; doubled at each that follows
 * @param longestPause between two restarts
 * @param healthy how long a child must have been ready for its death to count as the first again
 * @param grace how long a child may take to leave after its standard input was closed, and again after SIGTERM
 * @param failedStarts deaths before the engine was ever ready after which it is given up
 */
public record SupervisorTimings(
        Duration silentStart,
        Duration probe,
        Duration stuck,
        Duration firstPause,
        Duration longestPause,
        Duration healthy,
        Duration grace,
        int failedStarts) {

    /** 10 min, 5 s, 3 min, 200 ms, 30 s, 1 min, 2 s, 3. */
    public static final SupervisorTimings DEFAULT = new SupervisorTimings(
            Duration.ofMinutes(10),
            Duration.ofSeconds(5),
            Duration.ofMinutes(3),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            3);

    /** The pause before a restart: doubling, bounded. */
    Duration pause(int attempt) {
        var pause = firstPause;
        for (int i = 1; i < attempt && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
