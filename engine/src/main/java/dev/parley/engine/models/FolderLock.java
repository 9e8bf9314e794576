package dev.parley.engine.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lock between processes and threads: the operating system gives it back when its holder dies. The file itself stays,
 * because one that is removed while somebody waits for it would be two locks.
 */
final class FolderLock implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until it is free.
     *
     * @param onWait told once, if there is somebody to wait for
     */
    static FolderLock acquire(Path file, Runnable onWait) throws InterruptedException {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (tryLock(channel) == null) {
                    onWait.run();
                    do {
                        Thread.sleep(POLL);
                    } while (tryLock(channel) == null);
                }
                return new FolderLock(channel);
            } catch (IOException | RuntimeException | InterruptedException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileTrouble.writing(file, e);
        }
    }

    /** Null while another process or another thread of this one has it. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
