package dev.parley.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Copies row by row what can be read of a database into one with the tables of this Parley, and mends there what hung on
 * rows that are lost. Where a page cannot be read, it goes on behind it.
 */
final class Salvage {
    /** Each doubles the step over what cannot be read, up to the largest row id. */
    private static final int STEPS = 62;

    private static final List<String> MENDING = List.of(
            "delete from place p where not exists (select 1 from conversation c where c.id = p.conversation_id)",
            "delete from turn t where not exists (select 1 from conversation c where c.id = t.conversation_id)",
            "update turn t set parent_id = null where parent_id is not null"
                    + " and not exists (select 1 from turn p where p.id = t.parent_id)",
            "delete from token_count c where not exists (select 1 from turn t where t.id = c.turn_id)",
            "delete from quotation q where not exists (select 1 from turn t where t.id = q.turn_id)",
            "delete from feedback f where not exists (select 1 from turn t where t.id = f.turn_id)",
            "update conversation c set head = (select t.id from turn t where t.conversation_id = c.id"
                    + " order by t.seq desc fetch first 1 row only)"
                    + " where head is not null and not exists (select 1 from turn t where t.id = c.head)",
            "update conversation c set cut = null"
                    + " where cut is not null and not exists (select 1 from turn t where t.id = c.cut)",
            "update inbox i set state = 'IGNORED', cause = 'recovered without its question', text = '',"
                    + " partial_text = '' where state = 'JOINED'"
                    + " and not exists (select 1 from inbox q where q.id = i.joined_to)",
            "update inbox i set state = 'DONE', text = '', partial_text = '' where state in ('RECEIVED', 'ANSWERING')"
                    + " and exists (select 1 from turn t where t.id = i.reply_turn_id)");

    private final Connection source;
    private final Connection target;
    private final Map<String, Long> before = new LinkedHashMap<>();
    private boolean isWhole = true;

    /**
     * Copies nothing yet.
     *
     * @param source may be damaged
     * @param target has the tables, empty
     */
    Salvage(Connection source, Connection target) {
        this.source = source;
        this.target = target;
    }

    /** How many rows the source says that it has, by table, where it says so. */
    Map<String, Long> before() {
        return before;
    }

    /** Whether every row was read. */
    boolean isWhole() {
        return isWhole;
    }

    void copy() throws SQLException {
        execute(source, "set lazy_query_execution 1");
        execute(target, "set referential_integrity false");
        var there = Check.Tables.of(source);
        for (var table : Check.Tables.of(target)) {
            if (there.contains(table)) {
                count(table);
                copy(table);
            } else {
                isWhole = false;
            }
        }
        for (var statement : MENDING) {
            execute(target, statement);
        }
        for (var table : List.of("turn", "inbox")) {
            restart(table);
        }
        execute(target, "set referential_integrity true");
    }

    private void count(String table) {
        try (var statement = source.createStatement();
                var result = statement.executeQuery("select count(*) from " + table)) {
            result.next();
            before.put(table.toLowerCase(Locale.ROOT), result.getLong(1));
        } catch (SQLException e) {
            isWhole = false;
        }
    }

    private void copy(String table) throws SQLException {
        var columns = new TreeSet<>(columns(target, table));
        columns.retainAll(columns(source, table));
        var names = String.join(", ", columns);
        var insert = "insert into " + table + " (" + names + ") values ("
                + columns.stream().map(_ -> "?").collect(Collectors.joining(", ")) + ")";
        try (var into = target.prepareStatement(insert)) {
            long from = Long.MIN_VALUE;
            for (int step = 0; step < STEPS; ) {
                var reading = read("select _rowid_, " + names + " from " + table, from, into, columns.size());
                if (reading.isEnd()) {
                    return;
                }
                isWhole = false;
                step = reading.last() > from ? 0 : step + 1;
                from = Math.max(reading.last(), 0) + (1L << step) - 1;
            }
        }
    }

    /** How far it came. */
    private record Reading(long last, boolean isEnd) {}

    private Reading read(String select, long from, PreparedStatement into, int columns) throws SQLException {
        long last = from;
        try (var statement = source.prepareStatement(select + " where _rowid_ > ? order by _rowid_")) {
            statement.setLong(1, from);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var row = new ArrayList<Object>();
                    last = rows.getLong(1);
                    for (int column = 2; column <= columns + 1; column++) {
                        row.add(value(rows, column));
                    }
                    for (int i = 0; i < columns; i++) {
                        into.setObject(i + 1, row.get(i));
                    }
                    insert(into);
                }
                return new Reading(last, true);
            }
        } catch (SQLException e) {
            return new Reading(last, false);
        }
    }

    /** A row that is there twice was read twice. */
    private void insert(PreparedStatement into) {
        try {
            into.executeUpdate();
        } catch (SQLException e) {
            isWhole = false;
        }
    }

    @SuppressWarnings("NullAway") // A column's null is one here, too.
    private static Object value(ResultSet rows, int column) throws SQLException {
        var value = rows.getObject(column);
        return value instanceof java.sql.Clob ? rows.getString(column) : value;
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        var names = new ArrayList<String>();
        try (var columns = connection.getMetaData().getColumns(null, "PUBLIC", table, "%")) {
            while (columns.next()) {
                names.add(columns.getString("COLUMN_NAME"));
            }
        }
        return names;
    }

    /** New rows come after those that were copied. */
    private void restart(String table) throws SQLException {
        try (var statement = target.createStatement();
                var result = statement.executeQuery("select coalesce(max(seq), 0) + 1 from " + table)) {
            result.next();
            execute(target, "alter table " + table + " alter column seq restart with " + result.getLong(1));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
