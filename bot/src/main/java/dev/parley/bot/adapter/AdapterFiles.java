package dev.parley.bot.adapter;

import dev.parley.engine.models.LoraFile;
import dev.parley.prompts.AdapterFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whether adapters' files are those that their personas name. A file is read again only after it has changed. */
public final class AdapterFiles {
    private final Map<AdapterFile, Look> looks = new ConcurrentHashMap<>();

    /** What tells cheaply that a file is still the same. */
    private record Stamp(
            long size, FileTime modified, @Nullable Object key) {}

    /** What was found, and of which file. */
    private record Look(Stamp stamp, Optional<Flaw> flaw) {}

    /**
     * Looks at a file.
     *
     * @param adapter which
     * @return what is wrong with it; empty where it is the right one
     */
    public Optional<Flaw> flaw(AdapterFile adapter) {
        try {
            var now = Files.readAttributes(adapter.file(), BasicFileAttributes.class);
            Stamp stamp = new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
            Look seen = looks.get(adapter);
            if (seen == null || !seen.stamp.equals(stamp)) {
                seen = new Look(stamp, read(adapter, now.size()));
                looks.put(adapter, seen);
            }
            return seen.flaw;
        } catch (NoSuchFileException e) {
            return Optional.of(new Flaw.Missing(shown(adapter)));
        } catch (IOException e) {
            return Optional.of(new Flaw.Unreadable(shown(adapter), String.valueOf(e.getMessage())));
        }
    }

    /** How people call the file: {@code coder/adapters/tiny.gguf}. */
    static String shown(AdapterFile adapter) {
        Path file = adapter.file();
        int parts = file.getNameCount();
        return file.subpath(Math.max(0, parts - 3), parts).toString();
    }

    private static Optional<Flaw> read(AdapterFile adapter, long size) throws IOException {
        if (size > LoraFile.LARGEST) {
            return Optional.of(new Flaw.TooLarge(shown(adapter), LoraFile.LARGEST >> 20));
        }
        return sha256(adapter.file()).equals(adapter.sha256())
                ? Optional.empty()
                : Optional.of(new Flaw.Changed(shown(adapter)));
    }

    /**
     * The checksum that a persona names an adapter with.
     *
     * @param file the adapter
     * @return SHA-256, 64 lower-case hexadecimal digits
     * @throws IOException if it cannot be read
     */
    public static String sha256(Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                digest.update(buffer, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
