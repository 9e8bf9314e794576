package dev.parley.engine.models;

import java.util.Locale;

/** Bytes as people read them. */
public final class Sizes {

    private Sizes() {}

    /** Such as {@code 98 MB} or {@code 1.06 GB}; units are powers of ten. */
    public static String of(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        if (bytes < 1_000_000) {
            return bytes / 1_000 + " kB";
        }
        if (bytes < 1_000_000_000) {
            return bytes / 1_000_000 + " MB";
        }
        return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
