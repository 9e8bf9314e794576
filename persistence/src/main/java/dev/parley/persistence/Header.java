package dev.parley.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Whether H2 would take a file as it was left. Where the newest part of a file is damaged or gone, H2 goes back to an older
 * part without a word, and new rows would be written over what could still be read.
 */
final class Header {
    private static final int BLOCK = 4096;

    /** A write that a kill broke off takes a version or two back. */
    private static final int BROKEN_OFF = 8;

    private static final Pattern VERSION = Pattern.compile("[,:]version:([0-9a-f]+)");
    private static final int LINE = 256;

    private Header() {}

    /** Refuses a file that would be taken as an older one than it is. */
    static void requireWhole(Path file, Failures failures) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() == 0) {
                return;
            }
            long newest = Math.max(version(channel, 0, "H:2"), version(channel, BLOCK, "H:2"));
            if (newest == 0) {
                // It was not closed in order.
                for (long at = 2L * BLOCK; at < channel.size(); at += BLOCK) {
                    newest = Math.max(newest, version(channel, at, "chunk:"));
                }
            }
            if (newest > 0 && opened(file) < newest - BROKEN_OFF) {
                throw failures.damaged(new IOException("its newest part is not whole"));
            }
        } catch (IOException e) {
            throw failures.notWritable(e);
        } catch (MVStoreException e) {
            // Who has it open is told by what comes next.
            if (e.getErrorCode() != DataUtils.ERROR_FILE_LOCKED) {
                throw failures.damaged(e);
            }
        }
    }

    private static long version(FileChannel channel, long at, String begin) throws IOException {
        var bytes = ByteBuffer.allocate(LINE);
        channel.read(bytes, at);
        var line = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        if (!line.startsWith(begin)) {
            return 0;
        }
        int end = line.indexOf('\n');
        var version = VERSION.matcher(end < 0 ? line : line.substring(0, end));
        return version.find() && version.group(1).length() < Long.SIZE / 4 ? Long.parseLong(version.group(1), 16) : 0;
    }

    private static long opened(Path file) throws IOException {
        try (var store =
                new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
            long size = Files.size(file);
            boolean reaches = store.getLayoutMap().entrySet().stream()
                    .filter(each -> each.getKey().startsWith("chunk."))
                    .allMatch(each -> end(each.getValue()) <= size);
            return reaches ? store.getCurrentVersion() : 0;
        }
    }

    /** Where a chunk ends in the file, in bytes; 0 for one that nothing is read of any more. */
    private static long end(String chunk) {
        var fields = DataUtils.parseMap(chunk);
        return "0".equals(fields.get("livePages"))
                ? 0
                : (number(fields.get("block")) + number(fields.get("len"))) * BLOCK;
    }

    private static long number(@Nullable String hex) {
        return hex == null ? 0 : Long.parseLong(hex, 16);
    }
}
