package dev.parley.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Parley's database: one H2 file of one process. What a store's method has written is in the file when it returns, also
 * when the process is killed a moment later. Text is kept as it is, but for U+0000 and lone surrogates, which become
 * U+FFFD; times are kept to the microsecond. All stores may be used from any thread.
 */
public final class Database implements AutoCloseable {
    private static final String SUFFIX = ".mv.db";

    /** Replies are written a few times a second; this many at once wait for each other without being noticed. */
    private static final int CONNECTIONS = 8;

    private static final DatabaseWatch NOBODY = (_, _, _) -> {};

    private final HikariDataSource pool;
    private final ConversationStore conversations;
    private final Inbox inbox;
    private final Deliveries deliveries;
    private final OpenReplies openReplies;
    private final SeenEvents seenEvents;
    private final PersonaBindings bindings;
    private final Feedback feedback;
    private final PersonalData personalData;
    private final Writable writable;

    private Database(
            HikariDataSource pool,
            Failures failures,
            Clock clock,
            Supplier<UUID> ids,
            DatabaseWatch watch,
            @Nullable Path folder) {
        this.pool = pool;
        var jdbi = Jdbi.create(pool)
                .installPlugin(new SqlObjectPlugin())
                .registerArgument(new Storable.Text())
                .registerArgument(new Storable.Time());
        Rows.register(jdbi);
        var sql = new Sql(jdbi, pool::isClosed, failures, watch);
        writable = new Writable(new Sql(jdbi, pool::isClosed, failures, NOBODY), folder);
        conversations = new JdbiConversationStore(sql, clock, ids);
        inbox = new Inbox(sql, ids);
        deliveries = new Deliveries(sql);
        openReplies = new OpenReplies(sql);
        seenEvents = new SeenEvents(sql);
        bindings = new PersonaBindings(sql);
        feedback = new Feedback(sql, clock);
        personalData = new PersonalData(sql);
    }

    /** {@link #open(Path, Clock, Supplier)} with the system's clock and random ids. */
    public static Database open(Path file) {
        return open(file, Clock.systemUTC(), UUID::randomUUID);
    }

    /**
     * The same for who wants to know how long it takes.
     *
     * @param file the database's file, its name ends in {@code .mv.db}
     * @param watch hears of everything that is done
     * @throws StoreException as below
     */
    public static Database open(Path file, DatabaseWatch watch) {
        return open(file, Clock.systemUTC(), UUID::randomUUID, watch);
    }

    /**
     * Opens the database, makes it when it is not there (with its folder, readable by its owner alone) and brings an
     * older one up to date.
     *
     * @param file the database's file, its name ends in {@code .mv.db}
     * @param clock tells when conversations begin and votes are given
     * @param ids draws new ids, never the same twice
     * @throws StoreException when another process has it open, when it is damaged, written by a newer Parley, or
     *     cannot be written
     */
    public static Database open(Path file, Clock clock, Supplier<UUID> ids) {
        return open(file, clock, ids, NOBODY);
    }

    private static Database open(Path file, Clock clock, Supplier<UUID> ids, DatabaseWatch watch) {
        var path = file.toAbsolutePath().normalize();
        if (!path.toString().endsWith(SUFFIX)) {
            throw new IllegalArgumentException("a database file ends in " + SUFFIX + ", this one does not: " + path);
        }
        var failures = new Failures(path);
        prepare(path, failures);
        var source = source(path);
        // Kept until the pool has a connection of its own: H2 closes the file with its last connection.
        try (var _ = source.getConnection()) {
            migrate(source, failures);
            return new Database(pool(source), failures, clock, ids, watch, path.getParent());
        } catch (SQLException | RuntimeException e) {
            throw e instanceof StoreException known ? known : failures.of(e);
        }
    }

    /**
     * Opens a database in memory, for conversations that nobody wants to keep.
     *
     * @return an empty one of its own, gone when it is closed
     */
    public static Database inMemory() {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
        source.setUser("sa");
        source.setPassword("");
        var failures = new Failures(Path.of("memory"));
        migrate(source, failures);
        return new Database(pool(source), failures, Clock.systemUTC(), UUID::randomUUID, NOBODY, null);
    }

    /** Conversations and their turns. */
    public ConversationStore conversations() {
        return conversations;
    }

    /** Accepted messages. */
    public Inbox inbox() {
        return inbox;
    }

    /** Which message shows which turn. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** Which replies are being shown. */
    public OpenReplies openReplies() {
        return openReplies;
    }

    /** Which events are known. */
    public SeenEvents seenEvents() {
        return seenEvents;
    }

    /** Which persona answers where. */
    public PersonaBindings bindings() {
        return bindings;
    }

    /** Votes on replies. */
    public Feedback feedback() {
        return feedback;
    }

    /** What is stored about a person. */
    public PersonalData personalData() {
        return personalData;
    }

    /**
     * Looks whether something can be stored now: reads from the database, and writes a little beside its file. Takes
     * milliseconds, and as long as the database where that hangs; the calling thread must not be interrupted.
     *
     * @return what is in the way; empty: nothing
     */
    public Optional<String> trouble() {
        return writable.trouble();
    }

    /** Closes the file, for another process to open. A second call does nothing. */
    @Override
    public void close() {
        pool.close();
    }

    int connectionsInUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    private static void prepare(Path path, Failures failures) {
        try {
            if (path.toString().contains(";")) {
                throw new IOException("H2 takes no ; in a path");
            }
            Files.createDirectories(path.getParent());
            if (!Files.exists(path)) {
                boolean posix = Files.getFileStore(path.getParent()).supportsFileAttributeView("posix");
                if (posix) {
                    Files.createFile(
                            path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                }
            } else if (!Files.isWritable(path) || !Files.isWritable(path.getParent())) {
                // H2 would open it for reading and fail at the first message.
                throw new IOException("no permission to write");
            }
        } catch (IOException e) {
            throw failures.notWritable(e);
        }
    }

    private static JdbcDataSource source(Path path) {
        var name = path.toString();
        var source = new JdbcDataSource();
        // WRITE_DELAY: by default H2 keeps commits back for half a second. MAX_LENGTH_INPLACE_LOB: most texts lie in
        // their row instead of a place of their own. CACHE_SIZE is in KiB. LOCK_TIMEOUT is in milliseconds.
        source.setURL(
                "jdbc:h2:file:"
                        + name.substring(0, name.length() - SUFFIX.length())
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=16384;MAX_LENGTH_INPLACE_LOB=8192;LOCK_TIMEOUT=10000");
        source.setUser("sa");
        source.setPassword("");
        return source;
    }

    private static void migrate(DataSource source, Failures failures) {
        try {
            Flyway.configure()
                    .loggers("slf4j")
                    .dataSource(source)
                    .locations("classpath:dev/parley/persistence/migration")
                    // By default a schema newer than the program is let pass.
                    .ignoreMigrationPatterns("*:pending")
                    .load()
                    .migrate();
        } catch (FlywayValidateException e) {
            throw failures.newer(e);
        } catch (FlywayException e) {
            throw failures.of(e);
        }
    }

    private static HikariDataSource pool(DataSource source) {
        var config = new HikariConfig();
        config.setPoolName("parley");
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        // A connection to a file does not go stale, and without any H2 would close the file.
        config.setMaxLifetime(0);
        return new HikariDataSource(config);
    }
}
