package dev.parley.engine.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** SHA-256 as lower-case hex. */
public final class Sha256 {

    private Sha256() {}

    /** Whether the text is 64 lower-case hex digits. */
    static boolean isOne(String text) {
        return text.matches("[0-9a-f]{64}");
    }

    /** Of a text's UTF-8. */
    static String of(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Of a file that takes no time worth telling of.
     *
     * @param file such as an adapter
     * @return 64 lower-case hexadecimal digits
     * @throws IOException if it cannot be read
     */
    public static String of(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    /**
     * Of a file.
     *
     * @param progress told the bytes read so far, after each megabyte
     */
    static String of(Path file, LongConsumer progress) throws IOException, InterruptedException {
        var digest = digest();
        byte[] buffer = new byte[1 << 20];
        long done = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                digest.update(buffer, 0, n);
                done += n;
                progress.accept(done);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
