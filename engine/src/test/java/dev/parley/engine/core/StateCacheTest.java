package dev.parley.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.core.StateCache.Match;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StateCacheTest {

    private static final String NO_ADAPTER = "";

    private final StateCache cache = new StateCache(1000);

    @AfterEach
    void closeCache() {
        cache.close();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void findsTheLongestCommonBeginning() {
        put("Ada", 100, 1, 2, 3, 4);
        put("Ada", 100, 1, 2, 9, 9, 9);
        put(null, 100, 1);

        assertThat(longest("Ada", 1, 2, 3, 5)).hasValueSatisfying(match -> {
            assertThat(match.common()).isEqualTo(3);
            assertThat(match.tokens()).isEqualTo(4);
        });
        assertThat(longest("Ada", 7)).isEmpty();
        assertThat(longest("Ada")).isEmpty();
    }

    @Test
    void givesNobodyWhatBelongsToAnother() {
        put("Ada", 100, 1, 2, 3);
        put(null, 100, 1, 2);

        assertThat(longest("Bob", 1, 2, 3)).map(Match::common).contains(2);
        assertThat(longest(null, 1, 2, 3)).map(Match::common).contains(2);
        assertThat(longest("Ada", 1, 2, 3)).map(Match::common).contains(3);
    }

    @Test
    void dropsWhatANewStateGoesOnFrom() {
        put("Ada", 100, 1, 2);
        put("Bob", 100, 1, 2);
        put("Ada", 150, 1, 2, 3);

        assertThat(cache.bytes()).isEqualTo(250);
        assertThat(cache.forget("Ada")).isEqualTo(1);
    }

    @Test
    void keepsBothBranchesOfAConversation() {
        put("Ada", 100, 1, 2, 3);
        put("Ada", 100, 1, 2, 4);

        assertThat(longest("Ada", 1, 2, 3)).map(Match::common).contains(3);
        assertThat(longest("Ada", 1, 2, 4)).map(Match::common).contains(3);
    }

    @Test
    void dropsTheLeastRecentlyUsedOverItsBudget() {
        put("Ada", 400, 1);
        put("Bob", 400, 2);
        assertThat(longest("Ada", 1)).isPresent();
        put("Eve", 400, 3);

        assertThat(longest("Ada", 1)).isPresent();
        assertThat(longest("Bob", 2)).isEmpty();
        assertThat(cache.bytes()).isEqualTo(800);
    }

    @Test
    void aStateLargerThanTheBudgetDoesNotPushTheOthersOut() {
        put("Ada", 400, 1);
        put("Bob", 1001, 2);

        assertThat(longest("Ada", 1)).isPresent();
        assertThat(longest("Bob", 2)).isEmpty();
        assertThat(cache.bytes()).isEqualTo(400);
    }

    @Test
    void forgetsOneConversationOnly() {
        put("Ada", 100, 1);
        put("Ada", 100, 2);
        put("Bob", 100, 1);
        put(null, 100, 1);

        assertThat(cache.forget("Ada")).isEqualTo(2);
        assertThat(cache.forget("Ada")).isZero();
        assertThat(cache.bytes()).isEqualTo(200);
    }

    @Test
    void freesTheMemoryOfWhatItDrops() {
        MemorySegment data = put("Ada", 600, 1);
        put("Bob", 600, 2);

        assertThat(data.scope().isAlive()).isFalse();
    }

    @Test
    void knowsASharedStateByItsTokens() {
        put(null, 100, 1, 2);
        put("Ada", 100, 1, 2, 3);

        assertThat(cache.hasShared(new int[] {1, 2}, NO_ADAPTER)).isTrue();
        assertThat(cache.hasShared(new int[] {1, 2}, "other")).isFalse();
        assertThat(List.of(new int[] {1}, new int[] {1, 2, 3})).noneMatch(each -> cache.hasShared(each, NO_ADAPTER));
    }

    private Optional<Match> longest(String key, int... prompt) {
        return cache.longest(prompt, key, NO_ADAPTER);
    }

    @SuppressWarnings("MustBeClosedChecker") // the cache closes it with the state
    private MemorySegment put(String key, int bytes, int... tokens) {
        Arena arena = Arena.ofConfined();
        MemorySegment data = arena.allocate(bytes);
        cache.put(key, NO_ADAPTER, tokens, data, arena);
        return data;
    }
}
