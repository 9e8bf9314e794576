package dev.parley.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.h2.store.fs.FileUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to a database's file. H2 closes a database when it cannot write to it. Then the file is opened again for
 * reading, so that people can be told something sensible, and every few moments for writing, until that works.
 *
 * <p>What touches the file does so under the shared side of a lock; who closes and opens it holds the exclusive side. One
 * writes at a time: H2 stores its maps one after the other, the log by which half a transaction is undone among the first.
 * What another transaction changes at that moment is stored without its entry there, and a kill leaves it for good.
 */
final class OpenFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenFile.class);

    /** Replies are written a few times a second; this many at once wait for each other without being noticed. */
    private static final int CONNECTIONS = 8;

    /** What must fit before writing is tried again, in bytes: H2 writes the database's newest state as it opens. */
    private static final int ROOM = 1 << 20;

    private final Location location;
    private final Failures failures;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private final Semaphore writer = new Semaphore(1, true);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    private volatile HikariDataSource pool;
    private volatile @Nullable StoreException trouble;
    private final AtomicInteger opened = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean impatient;

    OpenFile(Location location, Failures failures) {
        this.location = location;
        this.failures = failures;
        this.pool = pool(false);
    }

    private HikariDataSource pool(boolean readOnly) {
        var config = new HikariConfig();
        config.setPoolName("parley");
        config.setDataSource(readOnly ? location.forReading() : location.source());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        // A connection to a file does not go stale, and without any H2 would close the file.
        config.setMaxLifetime(0);
        return new HikariDataSource(config);
    }

    Connection connect() throws SQLException {
        return pool.getConnection();
    }

    /** For a connection of one's own, beside the pool. */
    DataSource source() {
        var now = trouble;
        if (now != null) {
            throw failures.still(now);
        }
        return location.source();
    }

    Path path() {
        return location.file();
    }

    int connectionsInUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    /** Does something with connections; nobody closes or opens the file meanwhile. */
    <T> T shared(Supplier<T> work) {
        use.readLock().lock();
        try {
            return work.get();
        } finally {
            use.readLock().unlock();
        }
    }

    /** The same for one transaction that writes. Waits outside of the lock, which a failure needs for itself at once. */
    <T> T writing(Supplier<T> work) {
        if (use.isWriteLockedByCurrentThread()) {
            return work.get();
        }
        var resume = holdWriters();
        try {
            return shared(work);
        } finally {
            resume.run();
        }
    }

    /** Waits for who writes, and keeps others from it until what this returns is run, by whomever. */
    Runnable holdWriters() {
        writer.acquireUninterruptibly();
        var held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                writer.release();
            }
        };
    }

    /** Changes whenever the file is opened; what failed before that says nothing about it now. */
    int opened() {
        return opened.get();
    }

    /** Why nothing can be written at the moment; null: it can. */
    @Nullable StoreException trouble() {
        return trouble;
    }

    /**
     * Something failed. Not to be called while the lock is held.
     *
     * @param when {@link #opened()} before it was tried
     */
    void failed(StoreException failure, int when) {
        if ((failure.kind() != Kind.NOT_WRITABLE && failure.kind() != Kind.CLOSED) || location.isMemory()) {
            return;
        }
        use.writeLock().lock();
        try {
            if (closed || trouble != null || when != opened.get()) {
                return;
            }
            suspend(failure);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void suspend(StoreException failure) {
        // That it has to be started again is not so: it is opened again below.
        var now = failure.kind() == Kind.CLOSED ? failures.opensAgain(failure) : failure;
        trouble = now;
        log.error("{} Until then no message is taken; what was taken is kept.", now.getMessage(), now);
        openForReading();
        // Not a virtual thread: its carrier could be needed by those who wait.
        Thread.ofPlatform().daemon().name("database-retry").start(this::retry);
    }

    private void openForReading() {
        pool.close();
        try {
            pool = pool(true);
        } catch (RuntimeException e) {
            log.debug("nor can it be read", e);
        }
        opened.incrementAndGet();
    }

    private void retry() {
        long since = System.nanoTime();
        while (rest()) {
            if (hasRoom() && isOpenAgain()) {
                log.info(
                        "{} can be written again, after {} s",
                        location.file(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
                return;
            }
        }
    }

    /** False when it is closed. */
    private boolean rest() {
        long left = location.disk().retry().toNanos();
        lock.lock();
        try {
            long end = System.nanoTime() + left;
            while (left > 0 && !closed) {
                changed.awaitNanos(left);
                left = end - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
        return !closed;
    }

    /** Opening needs a pause of all that read, so that there is room is found out before. */
    private boolean hasRoom() {
        if (Files.exists(location.file()) && !Files.isWritable(location.file())) {
            return false;
        }
        var probe = location.beside("room.tmp");
        try (var out = FileUtils.newOutputStream(probe, false)) {
            out.write(new byte[ROOM]);
            return true;
        } catch (IOException | RuntimeException e) {
            log.debug("no room yet", e);
            return false;
        } finally {
            FileUtils.tryDelete(probe);
        }
    }

    private boolean isOpenAgain() {
        use.writeLock().lock();
        try {
            if (closed) {
                return false;
            }
            pool.close();
            try {
                pool = pool(false);
                opened.incrementAndGet();
                catchUp();
                trouble = null;
            } catch (RuntimeException e) {
                log.debug("not yet", e);
                trouble = failures.of(e);
                openForReading();
                return false;
            }
        } finally {
            use.writeLock().unlock();
        }
        wake();
        return true;
    }

    private void catchUp() {
        for (var next = later.peek(); next != null; next = later.peek()) {
            try {
                next.run();
            } catch (StoreException e) {
                if (e.kind() == Kind.NOT_WRITABLE || e.kind() == Kind.CLOSED) {
                    throw e;
                }
                log.error("something that was put off cannot be stored", e);
            }
            later.remove();
        }
    }

    /**
     * Notes what is to be written as soon as that works, after what was noted before; it is lost when the process ends
     * before that.
     *
     * @return false: it can be written now
     */
    boolean later(Runnable work) {
        use.readLock().lock();
        try {
            if (trouble == null || closed) {
                return false;
            }
            later.add(work);
            return true;
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * Waits until the file can be written. The thread is not to be interrupted.
     *
     * @return false when that is not waited for any more
     */
    boolean awaitWritable() {
        lock.lock();
        try {
            while (trouble != null && !closed && !impatient) {
                changed.awaitUninterruptibly();
            }
            return !closed && !impatient;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nobody waits. */
    void stopWaiting() {
        impatient = true;
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Rewrites the file as small as it can be, while all others wait. */
    Compacted compact() {
        long before = location.size();
        use.writeLock().lock();
        try {
            var now = trouble;
            if (closed || now != null) {
                throw now != null ? now : failures.closed(new IllegalStateException("it is closed"));
            }
            long begin = System.nanoTime();
            // Not one of the pool, which would look after it when the database is closed.
            try (var connection = location.source().getConnection();
                    var statement = connection.createStatement()) {
                pool.close();
                statement.execute("shutdown compact");
            } catch (SQLException e) {
                suspend(failures.of(e));
                throw failures.of(e);
            }
            try {
                location.hide();
                pool = pool(false);
                opened.incrementAndGet();
            } catch (RuntimeException e) {
                suspend(failures.of(e));
                throw failures.of(e);
            }
            return new Compacted(before, location.size(), Duration.ofNanos(System.nanoTime() - begin));
        } finally {
            use.writeLock().unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        wake();
        use.writeLock().lock();
        try {
            pool.close();
            if (!later.isEmpty() && hasRoom()) {
                writeLast();
            }
            later.clear();
        } finally {
            use.writeLock().unlock();
        }
    }

    /** There may be room again that was not found out yet. */
    private void writeLast() {
        try {
            pool = pool(false);
            catchUp();
        } catch (RuntimeException e) {
            log.warn("what was put off until there is room could not be stored", e);
        } finally {
            pool.close();
        }
    }
}
