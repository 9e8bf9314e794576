package dev.parley.bot;

import dev.parley.bot.platform.ChatPlatform;
import dev.parley.bot.platform.Presence;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platforms that Parley is on. Each comes up by itself, however long that takes; one that is lost does not take the
 * others along, and they leave at the same time.
 */
final class Platforms implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Platforms.class);

    private final Consumer<String> tell;
    private final CompletableFuture<String> end;
    private final Map<String, ChatPlatform> running = new LinkedHashMap<>();
    private final Map<String, String> gone = new LinkedHashMap<>();
    private final Set<String> expected = new LinkedHashSet<>();
    private boolean closed;

    /** Comes up. */
    @FunctionalInterface
    interface Start {
        ChatPlatform start() throws InterruptedException;
    }

    /**
     * How one is.
     *
     * @param presence null where it has not come up yet, or is lost
     * @param lost why it is lost; null where it is not
     */
    record Standing(@Nullable Presence presence, @Nullable String lost) {}

    /**
     * None yet.
     *
     * @param tell hears why one is lost
     * @param end is done when none is left, with the reason of the last; and when one cannot come up, with what was thrown
     */
    Platforms(Consumer<String> tell, CompletableFuture<String> end) {
        this.tell = tell;
        this.end = end;
    }

    /** Lets one come up on a thread of its own. */
    synchronized void start(String name, Start start) {
        expected.add(name);
        Thread.ofVirtual().name(name + "-start").start(() -> {
            try {
                keep(name, start.start());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                log.error("{} does not come up", name, e);
                end.completeExceptionally(e);
            }
        });
    }

    /** How the one of this name is now. */
    synchronized Standing standing(String name) {
        ChatPlatform platform = running.get(name);
        String lost = gone.get(name);
        return new Standing(platform == null || lost != null ? null : platform.presence(), lost);
    }

    private void keep(String name, ChatPlatform platform) {
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                running.put(name, platform);
            }
        }
        if (late) {
            platform.close();
        } else {
            var _ = platform.lost().thenAccept(reason -> lost(name, reason));
        }
    }

    private void lost(String name, String reason) {
        boolean none;
        synchronized (this) {
            gone.put(name, reason);
            none = gone.keySet().containsAll(expected);
        }
        if (none) {
            end.complete(reason);
        } else {
            log.error(reason);
            tell.accept(reason);
        }
    }

    /** All at once: a service manager gives ten seconds for everything. */
    @Override
    public void close() {
        List<ChatPlatform> leaving;
        synchronized (this) {
            closed = true;
            leaving = List.copyOf(running.values());
        }
        List<Thread> threads = leaving.stream()
                .map(each -> Thread.ofVirtual().name("leaving").start(each::close))
                .toList();
        for (Thread each : threads) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
