package dev.parley.bot.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The ownership of a home: a lock on a file that the operating system gives back when its process ends, however it
 * ends, so that no stale lock stays after {@code kill -9}. The file holds the owner's process id and start time for the
 * message that a second process shows. It is never removed: who waited for the old file would own nothing.
 *
 * <p>One lock a process: POSIX gives a file's lock back as soon as the process closes any other channel on that file.
 */
public final class HomeLock implements AutoCloseable {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes a home, whose folders must exist.
     *
     * @throws HomeLockedException naming the process that owns it
     * @throws HomeException when the lock file cannot be written
     */
    public static HomeLock acquire(Home home) {
        var file = home.lockFile();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new HomeLockedException(ownedBy(file, home));
            }
            var self = ProcessHandle.current();
            var started = self.info().startInstant().map(Instant::toString).orElse("?");
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((self.pid() + " " + started + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            channel.force(true);
            return new HomeLock(channel);
        } catch (IOException e) {
            closeAfter(e, channel);
            throw new HomeException("cannot lock " + file + " (" + e.getMessage() + "); make its folder writable", e);
        }
    }

    private static void closeAfter(IOException failure, @Nullable FileChannel channel) {
        try (channel) {
            // Closing is all there is to do.
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static String ownedBy(Path file, Home home) {
        var owner = "another process";
        try {
            var written = Files.readString(file).strip();
            int blank = written.indexOf(' ');
            if (blank > 0) {
                owner = "process " + written.substring(0, blank) + since(written.substring(blank + 1));
            }
        } catch (IOException _) {
            // Without its name the owner is still there.
        }
        return owner + " already runs Parley on " + home.data()
                + "; stop it, or set PARLEY_HOME to another folder for a second one";
    }

    private static String since(String started) {
        try {
            return ", since " + WHEN.format(Instant.parse(started).atZone(ZoneId.systemDefault())) + ",";
        } catch (DateTimeParseException _) {
            return "";
        }
    }

    /** Gives the home back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new HomeException("cannot give the lock back", e);
        }
    }
}
