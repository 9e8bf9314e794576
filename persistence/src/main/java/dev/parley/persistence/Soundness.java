package dev.parley.persistence;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads a database through: H2 checks each block of its file as it reads it. */
public final class Soundness {
    private static final String SUFFIX = ".mv.db";

    private Soundness() {}

    /**
     * Opens a database as Parley does, which brings an older one up to date, and reads every row of it.
     *
     * @param file the database's; nobody else has it open
     * @return its schema's version and how much is in it
     * @throws StoreException where something is wrong with it, with the way out
     */
    public static String read(Path file) {
        Database.open(file).close();
        String name = file.toAbsolutePath().normalize().toString();
        String url = "jdbc:h2:file:" + name.substring(0, name.length() - SUFFIX.length())
                + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE";
        try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
            long rows = 0;
            List<String> tables = tables(connection);
            for (String table : tables) {
                rows += rows(connection, table);
            }
            return "schema " + schema(connection) + ", " + rows + " rows in " + tables.size() + " tables read";
        } catch (SQLException e) {
            throw new Failures(file).of(e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        try (ResultSet found = connection.getMetaData().getTables(null, "PUBLIC", null, new String[] {"BASE TABLE"})) {
            List<String> tables = new ArrayList<>();
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
            return tables;
        }
    }

    private static long rows(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet all = statement.executeQuery("SELECT * FROM \"" + table.replace("\"", "\"\"") + "\"")) {
            int columns = all.getMetaData().getColumnCount();
            long rows = 0;
            while (all.next()) {
                for (int column = 1; column <= columns; column++) {
                    // Long texts lie outside of their row, and are read when they are asked for.
                    all.getString(column);
                }
                rows++;
            }
            return rows;
        }
    }

    private static String schema(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet last = statement.executeQuery(
                        "SELECT \"version\" FROM \"flyway_schema_history\" ORDER BY \"installed_rank\" DESC LIMIT 1")) {
            return last.next() ? last.getString(1) : "none";
        }
    }
}
