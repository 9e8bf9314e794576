package dev.parley.bot;

import dev.parley.bot.platform.ChatPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
    private final List<ChatPlatform> running = new ArrayList<>();
    private int expected;
    private boolean closed;

    /** Comes up. */
    @FunctionalInterface
    interface Start {
        ChatPlatform start() throws InterruptedException;
    }

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
        expected++;
        Thread.ofVirtual().name(name + "-start").start(() -> {
            try {
                keep(start.start());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                log.error("{} does not come up", name, e);
                end.completeExceptionally(e);
            }
        });
    }

    private void keep(ChatPlatform platform) {
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                running.add(platform);
            }
        }
        if (late) {
            platform.close();
        } else {
            var _ = platform.lost().thenAccept(this::lost);
        }
    }

    private void lost(String reason) {
        boolean none;
        synchronized (this) {
            none = --expected == 0;
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
            leaving = List.copyOf(running);
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
