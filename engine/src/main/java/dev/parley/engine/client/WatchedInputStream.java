package dev.parley.engine.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose reads end when no byte comes for a time. {@code java.net.http} has no such limit: a stream that stalled
 * after its headers would be waited for without end. Only time spent inside a read counts, so a slow reader is no stall.
 */
final class WatchedInputStream extends FilterInputStream {

    private final Duration idle;
    private final LongSupplier nanoTime;
    private final Thread watchdog;
    private volatile boolean reading;
    private volatile long readingSince;
    private volatile boolean stalled;

    WatchedInputStream(InputStream in, Duration idle, LongSupplier nanoTime) {
        super(in);
        this.idle = idle;
        this.nanoTime = nanoTime;
        this.watchdog = Thread.ofVirtual().name("engine-watchdog").unstarted(this::watch);
    }

    /** Starts watching; apart from the constructor, which must not let {@code this} out. */
    WatchedInputStream watched() {
        watchdog.start();
        return this;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        readingSince = nanoTime.getAsLong();
        reading = true;
        try {
            int count = in.read(bytes, offset, length);
            if (stalled) {
                throw stall(null);
            }
            return count;
        } catch (IOException closed) {
            throw stalled ? stall(closed) : closed;
        } finally {
            reading = false;
        }
    }

    @Override
    public void close() throws IOException {
        watchdog.interrupt();
        super.close();
    }

    private IOException stall(@Nullable Throwable cause) {
        var stall = new SocketTimeoutException("no sign of life for " + idle.toMillis() + " ms.");
        stall.initCause(cause);
        return stall;
    }

    private void watch() {
        try {
            while (true) {
                long spent = reading ? nanoTime.getAsLong() - readingSince : 0;
                long left = idle.toNanos() - spent;
                if (left <= 0) {
                    stalled = true;
                    in.close();
                    return;
                }
                Thread.sleep(Duration.ofNanos(left));
            }
        } catch (InterruptedException | IOException over) {
            // The stream was closed; there is nothing left to watch.
        }
    }
}
