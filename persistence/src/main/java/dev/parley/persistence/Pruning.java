package dev.parley.persistence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a conversation's tree when questions leave it: their answers go with them, and what follows hangs on
 * the nearest turn before that stays.
 *
 * @param removed the questions and their answers, children before their parents
 * @param relinked turns that stay and hang on another one now
 * @param head the nearest turn at or before the old head that stays; the newest that stays when there is none
 * @param cut the first turn at or after the old cut, towards the old head, that stays
 */
record Pruning(
        List<UUID> removed,
        List<Link> relinked,
        @Nullable UUID head,
        @Nullable UUID cut) {

    /** A turn without its words. */
    record Node(UUID id, @Nullable UUID parentId, Role role) {}

    /** A turn and the one that it hangs on; null: on none. */
    record Link(UUID id, @Nullable UUID parentId) {}

    /**
     * Computes it.
     *
     * @param nodes the whole tree in the order in which it grew
     * @param questions turns that go
     */
    static Pruning of(List<Node> nodes, Set<UUID> questions, @Nullable UUID head, @Nullable UUID cut) {
        var parents = new HashMap<UUID, @Nullable UUID>();
        var removed = new LinkedHashSet<UUID>();
        for (var node : nodes) {
            parents.put(node.id(), node.parentId());
            boolean answers = node.role() == Role.ASSISTANT && questions.contains(node.parentId());
            if (answers || questions.contains(node.id())) {
                removed.add(node.id());
            }
        }
        var relinked = new ArrayList<Link>();
        UUID newest = null;
        for (var node : nodes) {
            if (removed.contains(node.id())) {
                continue;
            }
            newest = node.id();
            if (removed.contains(node.parentId())) {
                relinked.add(new Link(node.id(), surviving(node.parentId(), removed, parents)));
            }
        }
        var stays = surviving(head, removed, parents);
        return new Pruning(
                List.copyOf(removed.reversed()),
                List.copyOf(relinked),
                stays != null || head == null ? stays : newest,
                firstSurviving(cut, head, removed, parents));
    }

    private static @Nullable UUID surviving(@Nullable UUID from, Set<UUID> removed, Map<UUID, @Nullable UUID> parents) {
        var turn = from;
        while (turn != null && removed.contains(turn)) {
            turn = parents.get(turn);
        }
        return turn;
    }

    private static @Nullable UUID firstSurviving(
            @Nullable UUID cut, @Nullable UUID head, Set<UUID> removed, Map<UUID, @Nullable UUID> parents) {
        if (cut == null || !removed.contains(cut)) {
            return cut;
        }
        UUID first = null;
        for (var turn = head; turn != null; turn = parents.get(turn)) {
            if (turn.equals(cut)) {
                return first;
            }
            if (!removed.contains(turn)) {
                first = turn;
            }
        }
        return null; // the cut is on another branch
    }
}
