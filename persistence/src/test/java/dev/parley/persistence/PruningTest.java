package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PruningTest {
    /** Two exchanges, a regenerated second answer, and a third exchange under each of the two. */
    private static final List<Pruning.Node> TREE = List.of(
            node(1, 0),
            node(2, 1),
            node(3, 2),
            node(4, 3),
            node(5, 4),
            node(6, 5),
            node(14, 3),
            node(15, 14),
            node(16, 15));

    @Test
    void nothingChangesWhenNothingGoes() {
        var pruning = Pruning.of(TREE, Set.of(), id(16), id(3));
        assertThat(pruning).isEqualTo(new Pruning(List.of(), List.of(), id(16), id(3)));
    }

    @Test
    void whatFollowsHangsOnTheTurnBefore() {
        var pruning = Pruning.of(TREE, questions(3), id(16), null);
        assertThat(pruning.removed()).containsExactly(id(14), id(4), id(3));
        assertThat(pruning.relinked()).containsExactly(link(5, 2), link(15, 2));
        assertThat(pruning.head()).isEqualTo(id(16));
    }

    @Test
    void theFirstQuestionLeavesRoots() {
        var pruning = Pruning.of(TREE, questions(1), id(16), null);
        assertThat(pruning.removed()).containsExactly(id(2), id(1));
        assertThat(pruning.relinked()).containsExactly(link(3, 0));
    }

    @Test
    void severalInARowAreSkippedTogether() {
        var pruning = Pruning.of(TREE, questions(1, 3), id(16), null);
        assertThat(pruning.relinked()).containsExactly(link(5, 0), link(15, 0));
    }

    @Test
    void theHeadFallsBackToWhatStays() {
        assertThat(Pruning.of(TREE, questions(15), id(16), null).head()).isEqualTo(id(14));
        assertThat(Pruning.of(TREE, questions(3, 15), id(16), null).head()).isEqualTo(id(2));
        assertThat(Pruning.of(TREE, questions(1, 3, 15), id(16), null).head())
                .as("on another branch")
                .isEqualTo(id(6));
        assertThat(Pruning.of(TREE, questions(1, 3, 5, 15), id(16), null).head())
                .isNull();
    }

    @Test
    void theCutMovesToTheNextTurnTowardsTheHead() {
        assertThat(Pruning.of(TREE, questions(3), id(16), id(3)).cut()).isEqualTo(id(15));
        assertThat(Pruning.of(TREE, questions(1), id(16), id(3)).cut()).isEqualTo(id(3));
        assertThat(Pruning.of(TREE, questions(3, 15), id(16), id(3)).cut()).isNull();
        assertThat(Pruning.of(TREE, questions(5), id(16), id(5)).cut())
                .as("a cut on another branch")
                .isNull();
    }

    private static Pruning.Node node(int number, int parent) {
        return new Pruning.Node(
                id(number), parent == 0 ? null : id(parent), number % 2 == 1 ? Role.USER : Role.ASSISTANT);
    }

    private static Pruning.Link link(int number, int parent) {
        return new Pruning.Link(id(number), parent == 0 ? null : id(parent));
    }

    private static Set<UUID> questions(int... numbers) {
        return Arrays.stream(numbers).mapToObj(PruningTest::id).collect(Collectors.toSet());
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }
}
