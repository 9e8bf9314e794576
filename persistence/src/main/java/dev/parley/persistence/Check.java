package dev.parley.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Reads all of a database, and counts what cannot be: each rule is one statement, so that it holds while others write. */
final class Check {
    private static final Map<String, String> RULES = rules();

    private final Connection connection;
    private final List<String> problems = new ArrayList<>();

    private Check(Connection connection) {
        this.connection = connection;
    }

    private static Map<String, String> rules() {
        var rules = new LinkedHashMap<String, String>();
        rules.put(
                "messages whose state does not exist",
                "inbox where state not in"
                        + " ('RECEIVED', 'ANSWERING', 'DONE', 'FAILED', 'REFUSED', 'IGNORED', 'JOINED')");
        rules.put(
                "messages that wait for a reply which is stored already",
                "inbox i where state in ('RECEIVED', 'ANSWERING')"
                        + " and exists (select 1 from turn t where t.id = i.reply_turn_id)");
        rules.put(
                "messages that are being answered in no conversation",
                "inbox where state = 'ANSWERING' and conversation_id is null");
        rules.put(
                "messages that joined a question which is not there",
                "inbox i where state = 'JOINED'" + " and not exists (select 1 from inbox q where q.id = i.joined_to)");
        rules.put(
                "messages that ended and still have their words",
                "inbox where state in ('DONE', 'FAILED', 'REFUSED', 'IGNORED')"
                        + " and (char_length(text) > 0 or char_length(partial_text) > 0)");
        rules.put(
                "messages that ended without a reply and without a reason",
                "inbox where state in ('FAILED', 'REFUSED', 'IGNORED') and cause is null");
        rules.put("messages with fewer than no attempts", "inbox where attempts < 0");
        rules.put(
                "conversations whose newest turn is not there",
                "conversation c where head is not null and not exists (select 1 from turn t where t.id = c.head)");
        rules.put(
                "conversations whose window begins at a turn that is not there",
                "conversation c where cut is not null and not exists (select 1 from turn t where t.id = c.cut)");
        rules.put(
                "turns that follow one of another conversation",
                "turn t join turn p on p.id = t.parent_id where p.conversation_id <> t.conversation_id");
        return rules;
    }

    /**
     * Checks.
     *
     * @param connection of its own, which is left with other settings
     * @param schema the version of the tables
     */
    static CheckReport of(Connection connection, int schema) throws SQLException {
        return new Check(connection).report(schema);
    }

    private CheckReport report(int schema) throws SQLException {
        try (var statement = connection.createStatement()) {
            // Otherwise H2 puts a whole table into memory or a file before it shows the first row.
            statement.execute("set lazy_query_execution 1");
        }
        var rows = new LinkedHashMap<String, Long>();
        var tables = Tables.of(connection);
        for (var table : tables) {
            rows.put(table.toLowerCase(java.util.Locale.ROOT), read(table));
        }
        for (var table : tables) {
            keys(table);
        }
        // What older tables lack cannot be wrong in them.
        if (schema >= 2) {
            RULES.forEach((words, rule) -> {
                long found = count(rule);
                if (found > 0) {
                    problems.add(found + " " + words);
                }
            });
        }
        return new CheckReport(schema, rows, count("inbox where state in ('RECEIVED', 'ANSWERING')"), problems);
    }

    private long read(String table) {
        long rows = 0;
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select * from " + table)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                for (int column = 1; column <= columns; column++) {
                    var _ = result.getString(column);
                }
                rows++;
            }
        } catch (SQLException e) {
            problems.add("the table " + table + " cannot be read beyond row " + rows + ": " + reason(e));
        }
        return rows;
    }

    /** What rows of a table refer to, and is not there. */
    private void keys(String table) throws SQLException {
        var children = new ArrayList<String[]>();
        try (ResultSet keys = connection.getMetaData().getImportedKeys(null, "PUBLIC", table)) {
            while (keys.next()) {
                children.add(new String[] {
                    keys.getString("FKCOLUMN_NAME"), keys.getString("PKTABLE_NAME"), keys.getString("PKCOLUMN_NAME")
                });
            }
        }
        for (var key : children) {
            long lost = count(table + " c where c." + key[0] + " is not null and not exists (select 1 from " + key[1]
                    + " p where p." + key[2] + " = c." + key[0] + ")");
            if (lost > 0) {
                problems.add(lost + " rows of " + table + " refer to rows of " + key[1] + " that are not there");
            }
        }
    }

    private long count(String rest) {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from " + rest)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            var told = "it cannot be looked at whether all fits together: " + reason(e);
            if (!problems.contains(told)) {
                problems.add(told);
            }
            return 0;
        }
    }

    private static String reason(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no details");
    }

    /** The tables of a database that are Parley's. */
    static final class Tables {
        private Tables() {}

        static List<String> of(Connection connection) throws SQLException {
            var tables = new TreeSet<String>();
            try (var found =
                    connection.getMetaData().getTables(null, "PUBLIC", "%", new String[] {"BASE TABLE", "TABLE"})) {
                while (found.next()) {
                    var name = found.getString("TABLE_NAME");
                    if (!name.startsWith("flyway") && !name.startsWith("O_")) {
                        tables.add(name);
                    }
                }
            }
            return List.copyOf(tables);
        }
    }
}
