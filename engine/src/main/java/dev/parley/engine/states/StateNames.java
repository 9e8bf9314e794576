package dev.parley.engine.states;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the files of states are called. The name of a conversation's file begins with the SHA-256 of its key, so that its
 * files are found without reading any; in the middle stands what it was computed under, at the end what it can serve.
 */
final class StateNames {
    static final String ENDING = ".state";
    /** A file that is being written. */
    static final String UNFINISHED = ".part";
    /** An empty file: what begins like it is to be forgotten. */
    static final String FORGOTTEN = ".forgotten";

    private static final String SHARED = "shared";
    private static final Pattern OURS =
            Pattern.compile("([0-9a-f]{64}|" + SHARED + ")-[0-9a-f]{32}-[0-9a-f]{16}\\.(state|part)");

    private StateNames() {}

    /** All names of a conversation's files begin like this. */
    static String prefix(String key) {
        return hex(key.getBytes(StandardCharsets.UTF_8), 64);
    }

    /** Without an ending. One file for each conversation and adapters; of shared states one for each beginning. */
    static String stem(@Nullable String key, String adapters, int[] tokens, String identity) {
        String under = key != null ? adapters : adapters + " " + Arrays.toString(tokens);
        return (key != null ? prefix(key) : SHARED) + "-" + hex(under.getBytes(StandardCharsets.UTF_8), 32)
                + servingWhat(identity);
    }

    static String servingWhat(String identity) {
        return "-" + hex(identity.getBytes(StandardCharsets.UTF_8), 16);
    }

    static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }

    static boolean isForgotten(String name) {
        return name.matches("[0-9a-f]{64}\\" + FORGOTTEN);
    }

    private static String hex(byte[] bytes, int digits) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, digits / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
