package dev.parley.engine.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The token ids behind generated replies. A text can be tokenised in other ways than the model wrote it; with the
 * original ids the next prompt equals the cached state to the last token. Each conversation sees only its own.
 */
final class RememberedReplies {
    /** A hundred exchanges are more than a context of today's small models holds. */
    private static final int MOST_PER_KEY = 256;
    /** Some 15 MB of the child's small heap, thousands of conversations. */
    private static final int MOST_TOKENS = 1_000_000;

    /**
     * A reply.
     *
     * @param text what was sent
     * @param ids the tokens
     * @param ends for each token the number of characters that were complete after it
     */
    record Reply(String text, int[] ids, int[] ends) {
        Reply followedBy(Reply next) {
            int[] allIds = Arrays.copyOf(ids, ids.length + next.ids.length);
            int[] allEnds = Arrays.copyOf(ends, ends.length + next.ends.length);
            for (int i = 0; i < next.ids.length; i++) {
                allIds[ids.length + i] = next.ids[i];
                allEnds[ends.length + i] = text.length() + next.ends[i];
            }
            return new Reply(text + next.text, allIds, allEnds);
        }

        /** The tokens of a text that this reply begins with, if a token ends where the text does. */
        Optional<Reply> upTo(String prefix) {
            if (text.equals(prefix)) {
                return Optional.of(this);
            }
            if (prefix.isEmpty() || !text.startsWith(prefix)) {
                return Optional.empty();
            }
            for (int i = ids.length - 1; i >= 0; i--) {
                if (ends[i] == prefix.length()) {
                    return Optional.of(new Reply(prefix, Arrays.copyOf(ids, i + 1), Arrays.copyOf(ends, i + 1)));
                }
            }
            return Optional.empty();
        }
    }

    /** Least recently used first. */
    private final Map<String, List<Reply>> byKey = new LinkedHashMap<>(16, 0.75f, true);

    private final Function<String, List<Reply>> earlier;
    private int tokens;
    private long forgotten;

    RememberedReplies() {
        this(_ -> List.of());
    }

    /**
     * Creates an empty memory.
     *
     * @param earlier a conversation's replies from before this process or before they had to make room, oldest first
     */
    RememberedReplies(Function<String, List<Reply>> earlier) {
        this.earlier = earlier;
    }

    synchronized void remember(String key, Reply reply) {
        List<Reply> replies = byKey.computeIfAbsent(key, _ -> new ArrayList<>());
        tokens -= count(replies);
        replies.removeIf(each -> each.text.equals(reply.text));
        replies.add(reply);
        if (replies.size() > MOST_PER_KEY) {
            replies.removeFirst();
        }
        tokens += count(replies);
        while (tokens > MOST_TOKENS) {
            drop(byKey.keySet().iterator().next());
        }
    }

    /** The newest reply that is this text, or else the newest that begins with it. */
    Optional<Reply> find(String key, String text) {
        recall(key);
        return findHere(key, text);
    }

    /** Not under the lock, which the thread that decodes needs. */
    private void recall(String key) {
        long before;
        synchronized (this) {
            if (byKey.containsKey(key)) {
                return;
            }
            before = forgotten;
        }
        List<Reply> some = earlier.apply(key);
        synchronized (this) {
            // What was forgotten while it was read stays forgotten.
            if (forgotten == before && !byKey.containsKey(key)) {
                some.forEach(each -> remember(key, each));
            }
        }
    }

    private synchronized Optional<Reply> findHere(String key, String text) {
        List<Reply> newestFirst = byKey.getOrDefault(key, List.of()).reversed();
        return newestFirst.stream()
                .filter(reply -> reply.text.equals(text))
                .findFirst()
                .or(() -> newestFirst.stream()
                        .flatMap(reply -> reply.upTo(text).stream())
                        .findFirst());
    }

    /** A conversation's replies, oldest first. */
    synchronized List<Reply> of(String key) {
        return List.copyOf(byKey.getOrDefault(key, List.of()));
    }

    synchronized int forget(String key) {
        forgotten++;
        return drop(key);
    }

    private int drop(String key) {
        List<Reply> replies = byKey.remove(key);
        if (replies == null) {
            return 0;
        }
        tokens -= count(replies);
        return replies.size();
    }

    private static int count(List<Reply> replies) {
        return replies.stream().mapToInt(each -> each.ids.length).sum();
    }
}
