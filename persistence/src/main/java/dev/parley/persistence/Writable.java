package dev.parley.persistence;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether something can be stored. The file of the database grows by pieces of a megabyte at times, so that a
 * write into it may well go through where the disk is full; a file beside it is what needs room now.
 */
final class Writable {
    private static final String NAME = ".writable";
    private static final int BYTES = 64 << 10;

    private final Sql sql;
    private final @Nullable Path folder;

    /** Looks at a database; without a folder it is in memory. */
    Writable(Sql sql, @Nullable Path folder) {
        this.sql = sql;
        this.folder = folder;
    }

    Optional<String> trouble() {
        try {
            sql.read(handle -> handle.createQuery("select count(*) from (select 1 from inbox fetch first 1 row only)")
                    .mapTo(Integer.class)
                    .one());
            if (folder != null) {
                requireRoom(folder);
            }
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (FileSystemException e) {
            return Optional.of("the folder of the database cannot be written: "
                    + (e.getReason() == null ? "permission denied" : e.getReason()));
        } catch (IOException e) {
            return Optional.of("the folder of the database cannot be written: " + e.getMessage());
        }
    }

    /**
     * Writes a little, and removes it.
     *
     * @throws IOException if there is no room for it, or no permission
     */
    static void requireRoom(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        try {
            Files.write(file, new byte[BYTES]);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
