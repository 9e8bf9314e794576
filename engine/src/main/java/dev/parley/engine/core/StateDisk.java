package dev.parley.engine.core;

import dev.parley.engine.llama.LlamaContext;
import dev.parley.engine.states.StateFile;
import dev.parley.engine.states.StateFolder;
import dev.parley.engine.states.StateHeader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The level below the {@link StateCache}. One thread writes what has come to rest, the newest first, when nobody is
 * answered or after half a minute: the next turn makes it worthless, and takes two cores while it is written; another
 * one reads and removes. Neither runs a graph, and the scheduler's thread waits for neither.
 */
final class StateDisk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDisk.class);
    /** What was pushed out of RAM before it was written may take so much more, else the oldest of it is lost. */
    private static final long MOST_PUSHED_OUT = 64L << 20;
    /** After each megabyte while replies run: a busy other core makes two threads slower than one. */
    private static final long BREATH_NANOS = 5_000_000;

    private static final long POLL_MILLIS = 100;

    /**
     * When a state is written.
     *
     * @param idle after nobody was answered for so long
     * @param rested after it did not change for so long, though others are being answered
     */
    record Patience(Duration idle, Duration rested) {
        static final Patience USUAL = new Patience(Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    /** A state that is newer than its file. */
    private static final class Unwritten {
        private final String name;
        private final SavedState state;
        private final long since;
        /** Pushed out of RAM meanwhile, and held for the writer. */
        private boolean pushedOut;

        private volatile boolean forgotten;

        Unwritten(String name, SavedState state, long since) {
            this.name = name;
            this.state = state;
            this.since = since;
        }
    }

    private final StateFolder folder;
    private final RememberedReplies replies;
    private final BooleanSupplier busy;
    private final Patience patience;

    private final Object lock = new Object();
    /** By name, oldest first; guarded by the lock, as what follows. */
    private final LinkedHashMap<String, Unwritten> unwritten = new LinkedHashMap<>();
    /** Names of which RAM has the newest state. */
    private final Set<String> inRam = new HashSet<>();

    private @Nullable Unwritten now;
    private long pushedOutBytes;
    private long busyAt = System.nanoTime();
    private boolean closed;
    /** 0: not flushing. */
    private volatile long flushUntil;

    private final LinkedBlockingQueue<Runnable> reads = new LinkedBlockingQueue<>();
    private volatile boolean readsEnded;
    private final Thread writer = new Thread(this::write, "engine-states-write");
    private final Thread reader = new Thread(this::read, "engine-states-read");

    /**
     * Starts the threads.
     *
     * @param folder closed with this
     * @param replies written with a conversation's states
     * @param busy whether somebody is being answered
     */
    StateDisk(StateFolder folder, RememberedReplies replies, BooleanSupplier busy, Patience patience) {
        this.folder = folder;
        this.replies = replies;
        this.busy = busy;
        this.patience = patience;
        writer.setDaemon(true);
        reader.setDaemon(true);
        writer.start();
        reader.start();
    }

    /** A memory of replies that remembers what a folder does. */
    static RememberedReplies replies(StateFolder folder) {
        return new RememberedReplies(key -> folder.replies(key).stream()
                .map(each -> new RememberedReplies.Reply(each.text(), each.ids(), each.ends()))
                .toList());
    }

    /** Takes note of a state that is new in RAM. */
    void kept(SavedState state) {
        String name = name(state);
        synchronized (lock) {
            drop(unwritten.remove(name));
            unwritten.put(name, new Unwritten(name, state, System.nanoTime()));
            inRam.add(name);
            lock.notifyAll();
        }
    }

    /** Takes note of a state that RAM has again. */
    void isBack(SavedState state) {
        synchronized (lock) {
            inRam.add(name(state));
        }
    }

    /** Takes note of a state that RAM has no more. */
    void left(SavedState state) {
        synchronized (lock) {
            inRam.remove(name(state));
        }
    }

    /** Takes note of a state that is about to be dropped for want of room. */
    void pushedOut(SavedState state) {
        String name = name(state);
        synchronized (lock) {
            inRam.remove(name);
            boolean beingWritten = now != null && now.state == state;
            Unwritten held = beingWritten ? now : unwritten.get(name);
            if (held != null && held.state == state) {
                if ((beingWritten || state.data.size() <= MOST_PUSHED_OUT) && state.data.hold()) {
                    held.pushedOut = true;
                    pushedOutBytes += state.data.size();
                    giveUpTheOldest();
                } else {
                    unwritten.remove(name);
                }
            }
        }
    }

    /** Until what was pushed out is within its bound. What is being written stays: it is done soon. */
    private void giveUpTheOldest() {
        for (Unwritten each : List.copyOf(unwritten.values())) {
            if (each.pushedOut && pushedOutBytes > MOST_PUSHED_OUT) {
                drop(unwritten.remove(each.name));
            }
        }
    }

    private void drop(@Nullable Unwritten gone) {
        if (gone != null && gone.pushedOut) {
            pushedOutBytes -= gone.state.data.size();
            gone.state.data.letGo();
        }
    }

    /** Whether a state has to be fetched from disk. */
    boolean isOnlyHere(String name) {
        synchronized (lock) {
            return !inRam.contains(name) && folder.has(name);
        }
    }

    /** What a state's file is called; see {@link StateFolder#name}. */
    String name(@Nullable String key, String adapters, int[] tokens) {
        return folder.name(key, adapters, tokens);
    }

    private String name(SavedState state) {
        return name(state.key, state.adapters, state.tokens);
    }

    /**
     * Forgets a conversation: what waits to be written and what is being written at once, the files a little later.
     *
     * @return how many files there were, once they are gone
     */
    CompletableFuture<Integer> forget(String key) {
        synchronized (lock) {
            List<Unwritten> own = unwritten.values().stream()
                    .filter(each -> key.equals(each.state.key))
                    .toList();
            own.forEach(each -> drop(unwritten.remove(each.name)));
            if (now != null && key.equals(now.state.key)) {
                now.forgotten = true;
            }
        }
        return CompletableFuture.supplyAsync(() -> folder.forget(key), reads::add);
    }

    /**
     * Fetches the first of some states that knows more of a prompt than is known already.
     *
     * @param names as {@link #name} says, the best first
     * @param known how many tokens of the prompt are known in RAM
     * @param most the most tokens that a state may have to be of use
     * @param then gets it, its memory with it, or nothing; on the reader's thread
     */
    void fetch(List<String> names, int[] prompt, int known, int most, Consumer<Optional<SavedState>> then) {
        reads.add(() -> then.accept(names.stream()
                .flatMap(each -> read(each, prompt, known, most).stream())
                .findFirst()));
    }

    @SuppressWarnings("MustBeClosedChecker") // whoever gets the state closes it
    private Optional<SavedState> read(String name, int[] prompt, int known, int most) {
        Optional<StateFile> opened = folder.read(name);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (StateFile file = opened.get()) {
            StateHeader header = file.header();
            Arena arena = Arena.ofShared();
            StateData data = new StateData(arena.allocate(file.size(), Long.BYTES), arena);
            SavedState state = new SavedState(header.key(), header.adapters(), header.tokens(), data);
            try {
                if (state.common(prompt) <= known || state.tokens.length > most) {
                    data.letGo();
                    return Optional.empty();
                }
                file.readInto(data);
                if (LlamaContext.cellsOf(data.segment()) != state.tokens.length) {
                    throw new IOException("it holds another number of tokens than it says");
                }
                folder.used(name);
                return Optional.of(state);
            } catch (IOException | RuntimeException e) {
                data.letGo();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            folder.spoiled(name, e);
            return Optional.empty();
        }
    }

    /** Of the states on disk. */
    long bytes() {
        return folder.bytes();
    }

    /** How many states are on disk. */
    int count() {
        return folder.count();
    }

    /**
     * Writes what is not written yet, the newest first.
     *
     * @param atMost how long; what is not done by then is left out
     */
    void flush(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            flushUntil = end;
            lock.notifyAll();
            try {
                while (!(unwritten.isEmpty() && now == null) && System.nanoTime() < end) {
                    lock.wait(POLL_MILLIS / 10);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write() {
        for (Unwritten next = next(); next != null; next = next()) {
            Unwritten writing = next;
            SavedState state = writing.state;
            try {
                // Once more than the one who was pushed out: it is let go as it was held.
                if (state.data.hold()) {
                    try {
                        folder.write(header(state), state.data, () -> isWanted(writing), this::breathe);
                    } finally {
                        state.data.letGo();
                    }
                }
            } catch (RuntimeException e) {
                LOG.error("A conversation's state could not be written", e);
            } finally {
                synchronized (lock) {
                    now = null;
                    drop(writing);
                    lock.notifyAll();
                }
            }
        }
    }

    private boolean isWanted(Unwritten writing) {
        long until = flushUntil;
        return !writing.forgotten && (until == 0 || System.nanoTime() < until);
    }

    private StateHeader header(SavedState state) {
        List<StateHeader.Reply> own = state.key == null
                ? List.of()
                : replies.of(state.key).stream()
                        .map(each -> new StateHeader.Reply(each.text(), each.ids(), each.ends()))
                        .toList();
        return new StateHeader(state.key, state.adapters, state.tokens, own);
    }

    private void breathe() {
        if (flushUntil == 0 && busy.getAsBoolean()) {
            LockSupport.parkNanos(BREATH_NANOS);
        }
    }

    /** Waits for the next one; null at the end. */
    private @Nullable Unwritten next() {
        synchronized (lock) {
            while (true) {
                Unwritten due = due();
                if (due != null) {
                    unwritten.remove(due.name);
                    now = due;
                    return due;
                }
                if (closed) {
                    return null;
                }
                try {
                    lock.wait(unwritten.isEmpty() ? 0 : POLL_MILLIS);
                } catch (InterruptedException e) {
                    return null;
                }
            }
        }
    }

    private @Nullable Unwritten due() {
        long time = System.nanoTime();
        if (busy.getAsBoolean()) {
            busyAt = time;
        }
        boolean all = flushUntil != 0 || time - busyAt >= patience.idle.toNanos();
        if (closed && flushUntil == 0) {
            return null;
        }
        return unwritten.reversed().values().stream()
                .filter(each -> all || each.pushedOut || time - each.since >= patience.rested.toNanos())
                .findFirst()
                .orElse(null);
    }

    private void read() {
        try {
            while (!readsEnded || !reads.isEmpty()) {
                try {
                    reads.take().run();
                } catch (RuntimeException e) {
                    LOG.error("A conversation's state could not be read", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads. What is not written by then is lost: {@link #flush} first, while the states are there. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            flushUntil = 0;
            unwritten.values().forEach(this::drop);
            unwritten.clear();
            lock.notifyAll();
        }
        readsEnded = true;
        reads.add(() -> {});
        try {
            writer.join();
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        folder.close();
    }
}
