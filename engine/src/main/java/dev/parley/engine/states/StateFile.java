package dev.parley.engine.states;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * One state on disk: magic, format, the header's length and checksum, the header with the data's checksum, the data.
 * CRC32C finds what happens to files by accident (any burst of 32 bits, and all but one in four thousand million of other
 * damage) at gigabytes a second; whoever can write into this person's own folder on purpose needs no wrong state.
 */
public final class StateFile implements AutoCloseable {
    private static final byte[] MAGIC = {'P', 'A', 'R', 'L', 'E', 'Y', 'S', 'T'};
    private static final int FORMAT = 1;
    private static final int HEADER_AT = MAGIC.length + 3 * Integer.BYTES;
    private static final int LARGEST_HEADER = 64 << 20;
    private static final int PART = 1 << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final FileChannel channel;
    private final StateHeader header;
    private final long dataAt;
    private final long dataBytes;
    private final int dataChecksum;

    private StateFile(FileChannel channel, long dataAt, StateHeader.Read read) {
        this.channel = channel;
        this.dataAt = dataAt;
        header = read.header();
        dataBytes = read.dataBytes();
        dataChecksum = read.dataChecksum();
    }

    /** A file that is not what it should be. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        DamagedException(String message) {
            super(message);
        }
    }

    /** Makes a new file that its owner alone can read. */
    static FileChannel create(Path file) throws IOException {
        return open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** The same where there may be one already. */
    static FileChannel openOrCreate(Path file) throws IOException {
        return open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    private static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                : FileChannel.open(file, options);
    }

    /**
     * Writes a whole file, its first bytes last: one that was left half written is none.
     *
     * @param wanted asked before each megabyte
     * @param pause called after each
     * @return its size, or -1 once it is not wanted
     */
    static long write(
            FileChannel channel,
            String identity,
            StateHeader header,
            StateBytes data,
            BooleanSupplier wanted,
            Runnable pause)
            throws IOException {
        long dataAt = HEADER_AT + (long) header.toBytes(identity, 0, 0).length;
        CRC32C checksum = new CRC32C();
        for (long at = 0; at < data.size(); at += PART) {
            if (!wanted.getAsBoolean()) {
                return -1;
            }
            ByteBuffer part = data.part(at, (int) Math.min(PART, data.size() - at));
            checksum.update(part.duplicate());
            write(channel, part, dataAt + at);
            pause.run();
        }
        byte[] head = header.toBytes(identity, data.size(), (int) checksum.getValue());
        write(channel, ByteBuffer.wrap(head), HEADER_AT);
        ByteBuffer start = ByteBuffer.allocate(HEADER_AT)
                .put(MAGIC)
                .putInt(FORMAT)
                .putInt(head.length)
                .putInt(checksum(head))
                .flip();
        write(channel, start, 0);
        return dataAt + data.size();
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws DamagedException if it is not one that a process like this one wrote, whole
     */
    static StateFile open(Path file, String identity) throws IOException {
        if (!isPlain(file)) {
            throw new DamagedException("it is no file of ours alone");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            ByteBuffer start = read(channel, 0, HEADER_AT);
            byte[] magic = new byte[MAGIC.length];
            start.get(magic);
            if (!Arrays.equals(magic, MAGIC) || start.getInt() != FORMAT) {
                throw new DamagedException("it is no state, or one of another version of Parley");
            }
            int length = start.getInt();
            if (length < 0 || length > Math.min(LARGEST_HEADER, channel.size() - HEADER_AT)) {
                throw new DamagedException("it is cut short");
            }
            byte[] head = read(channel, HEADER_AT, length).array();
            if (checksum(head) != start.getInt()) {
                throw new DamagedException("its header is damaged");
            }
            StateHeader.Read read = StateHeader.of(head);
            if (!read.identity().equals(identity)) {
                throw new DamagedException("it was made by another model or library");
            }
            if (HEADER_AT + length + read.dataBytes() != channel.size()) {
                throw new DamagedException("it is cut short");
            }
            return new StateFile(channel, HEADER_AT + length, read);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * What the file says about its state.
     *
     * @return the header, its checksum verified
     */
    public StateHeader header() {
        return header;
    }

    /**
     * How much there is to be read.
     *
     * @return bytes of the state
     */
    public long size() {
        return dataBytes;
    }

    /**
     * Reads the state.
     *
     * @param room exactly as large
     * @throws IOException if it cannot be read, or is not what was written
     */
    public void readInto(StateBytes room) throws IOException {
        CRC32C checksum = new CRC32C();
        for (long at = 0; at < dataBytes; at += PART) {
            ByteBuffer part = room.part(at, (int) Math.min(PART, dataBytes - at));
            fill(channel, dataAt + at, part.duplicate());
            checksum.update(part);
        }
        if ((int) checksum.getValue() != dataChecksum) {
            throw new DamagedException("its checksum differs");
        }
    }

    /** Whether it is a file, no link, and closed to everybody else. */
    static boolean isPlain(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        }
        var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isRegularFile() && OWNER_ONLY.containsAll(attributes.permissions());
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        for (long next = at; bytes.hasRemaining(); ) {
            next += channel.write(bytes, next);
        }
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        fill(channel, at, bytes);
        return bytes.flip();
    }

    private static void fill(FileChannel channel, long at, ByteBuffer bytes) throws IOException {
        for (long next = at; bytes.hasRemaining(); ) {
            int count = channel.read(bytes, next);
            if (count < 0) {
                throw new EOFException("it is cut short");
            }
            next += count;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
