package dev.parley.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parley's database: one H2 file of one process. What a store's method has written is in the file when it returns, also
 * when the process is killed a moment later. Text is kept as it is, but for U+0000 and lone surrogates, which become
 * U+FFFD; times are kept to the microsecond. All stores may be used from any thread.
 */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private static final DatabaseWatch NOBODY = (_, _, _) -> {};

    private final OpenFile file;
    private final Failures failures;
    private final ConversationStore conversations;
    private final Inbox inbox;
    private final Deliveries deliveries;
    private final OpenReplies openReplies;
    private final SeenEvents seenEvents;
    private final PersonaBindings bindings;
    private final Feedback feedback;
    private final PersonalData personalData;
    private final Writable writable;

    /** One at a time of what has the whole file to itself or reads all of it; taken before any lock of the file's. */
    private final ReentrantLock care = new ReentrantLock();

    private Database(
            OpenFile file,
            Failures failures,
            Clock clock,
            Supplier<UUID> ids,
            DatabaseWatch watch,
            @Nullable Path folder) {
        this.file = file;
        this.failures = failures;
        var sql = new Sql(file, failures, watch);
        writable = new Writable(sql, folder);
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
        return open(file, Clock.systemUTC(), UUID::randomUUID, Disk.USUAL, watch);
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
        return open(file, clock, ids, Disk.USUAL);
    }

    /**
     * The same on another of H2's file systems.
     *
     * @param file as above
     * @param clock as above
     * @param ids as above
     * @param disk what the file lies on
     * @throws StoreException as above
     */
    public static Database open(Path file, Clock clock, Supplier<UUID> ids, Disk disk) {
        return open(file, clock, ids, disk, NOBODY);
    }

    private static Database open(Path file, Clock clock, Supplier<UUID> ids, Disk disk, DatabaseWatch watch) {
        var location = Location.of(file, disk);
        var failures = new Failures(location.file());
        prepare(location.file(), failures);
        if (Files.exists(location.file())) {
            Header.requireWhole(location.file(), failures);
        }
        var source = location.source();
        // Kept until the pool has a connection of its own: H2 closes the file with its last connection.
        try (var connection = source.getConnection()) {
            var schema = new Schema(source, failures);
            if (schema.isOlder()) {
                schema.validate();
                keepBefore(schema, connection, location.file(), clock);
            }
            schema.migrate();
            var folder = location.file().getParent();
            return new Database(new OpenFile(location, failures), failures, clock, ids, watch, folder);
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
        var location = Location.memory();
        var failures = new Failures(location.file());
        new Schema(location.source(), failures).migrate();
        var open = new OpenFile(location, failures);
        return new Database(open, failures, Clock.systemUTC(), UUID::randomUUID, NOBODY, null);
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
     * Looks whether something can be stored now: whether writing failed lately, and if not, reads from the database and
     * writes a little beside its file. Takes milliseconds, and as long as the database where that hangs; the calling
     * thread must not be interrupted.
     *
     * @return what is in the way, for a person; empty: nothing
     */
    public Optional<String> trouble() {
        var known = file.trouble();
        return known == null ? writable.trouble() : Optional.ofNullable(known.getMessage());
    }

    /**
     * Waits until the database can be written, for what is owed to somebody. Returns at once where it can be, or where
     * nobody is to wait. The thread must not be interrupted.
     *
     * @return false when nobody is to wait any more, since {@link #stopWaiting} or {@link #close}, whether it can be
     *     written or not
     */
    public boolean awaitWritable() {
        return file.awaitWritable();
    }

    /** From now on nobody waits until it can be written: Parley is leaving. */
    public void stopWaiting() {
        file.stopWaiting();
    }

    /**
     * Writes a backup, checks it, and puts it into its place, while others read and write.
     *
     * @param to the path of a ZIP, whose folder is there; only this user will be able to read it
     * @param replace whether it may take the place of another file
     * @param written hears now and then how many bytes there are by now
     * @return what the check of the backup found
     * @throws StoreException when it cannot be written, or has mistakes: then there is none
     */
    public CheckReport backup(Path to, boolean replace, LongConsumer written) {
        care.lock();
        try {
            return Backup.write(file.path(), file.source(), to, replace, written, file::holdWriters);
        } finally {
            care.unlock();
        }
    }

    /**
     * Reads every row of every table, and looks whether all fits together.
     *
     * @throws StoreException when it cannot be looked at
     */
    public CheckReport check() {
        care.lock();
        try {
            var source = file.source();
            try (var connection = source.getConnection()) {
                return Check.of(connection, new Schema(source, failures).version());
            }
        } catch (SQLException e) {
            throw failures.of(e);
        } finally {
            care.unlock();
        }
    }

    /**
     * Rewrites the file as small as it can be. Whoever reads or writes meanwhile waits; nothing fails.
     *
     * @throws StoreException when that fails; the database is as it was
     */
    public Compacted compact() {
        care.lock();
        try {
            return file.compact();
        } finally {
            care.unlock();
        }
    }

    /** Closes the file, for another process to open. A second call does nothing. */
    @Override
    public void close() {
        file.close();
    }

    int connectionsInUse() {
        return file.connectionsInUse();
    }

    /** An older Parley can go on with it, should the new one not please. */
    private static void keepBefore(Schema schema, Connection connection, Path file, Clock clock) throws SQLException {
        var copies = new KeptCopies(file);
        try {
            var copy = copies.next("before-upgrade", clock.instant(), ".zip");
            var beside = copy.resolveSibling(copy.getFileName() + ".tmp");
            Files.deleteIfExists(beside);
            Files.createFile(beside, Location.hidden(Location.folder(copy)));
            Backup.write(connection, beside);
            KeptCopies.force(beside);
            Files.move(beside, copy);
            copies.prune("before-upgrade");
            log.info("The tables are brought up to date from version {}; {} is as they were", schema.version(), copy);
        } catch (IOException e) {
            throw new Failures(file).notWritable(e);
        }
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
            // A message may fit into the file where its reply does not, which would then be waited for.
            Writable.requireRoom(Location.folder(path));
        } catch (IOException e) {
            throw failures.notWritable(e);
        }
    }
}
