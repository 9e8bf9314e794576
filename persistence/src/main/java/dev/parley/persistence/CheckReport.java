package dev.parley.persistence;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a check of a database found.
 *
 * @param schema the version of its tables
 * @param rows how many rows could be read, by table, in the order of the names
 * @param waiting messages that still owe a reply
 * @param problems what is wrong, a sentence each; empty: nothing
 */
public record CheckReport(int schema, Map<String, Long> rows, long waiting, List<String> problems) {
    /** Copies what it is given. */
    public CheckReport {
        rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
        problems = List.copyOf(problems);
    }

    /** All rows. */
    public long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
