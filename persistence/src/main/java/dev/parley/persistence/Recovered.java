package dev.parley.persistence;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a damaged database.
 *
 * @param kept the damaged file
 * @param before the most rows of each table that H2 still names, where it does; fewer may have been read
 * @param report what the new one holds
 */
public record Recovered(Path kept, Map<String, Long> before, CheckReport report) {
    /** Copies the map. */
    public Recovered {
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
    }
}
