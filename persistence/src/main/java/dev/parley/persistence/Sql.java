package dev.parley.persistence;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.h2.api.ErrorCode;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;

/** The one way to the database: transactions, and failures in words. All statements pass through {@link #attempt}. */
final class Sql {
    private final OpenFile file;
    private final Failures failures;
    private final DatabaseWatch watch;
    private final Jdbi jdbi;

    Sql(OpenFile file, Failures failures, DatabaseWatch watch) {
        this.file = file;
        this.failures = failures;
        this.watch = watch;
        this.jdbi = Jdbi.create((ConnectionFactory) file::connect)
                .installPlugin(new SqlObjectPlugin())
                .registerArgument(new Storable.Text())
                .registerArgument(new Storable.Time());
        // By default a failure's message shows what was to be stored, and so does the log.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        Rows.register(jdbi);
    }

    /** Reads, by one statement or several that need not fit together; also where nothing can be written. */
    <T> T run(Function<Handle, T> work) {
        return watched(false, () -> read(work));
    }

    /** The same, of which nobody hears. */
    <T> T read(Function<Handle, T> work) {
        int opened = file.opened();
        try {
            return attempt(work, false);
        } catch (StoreException e) {
            if (file.trouble() == null || file.opened() == opened) {
                throw e;
            }
            // What closed the database was somebody else's write; it is open for reading now.
            return attempt(work, false);
        }
    }

    /** All or nothing, and nobody else writes meanwhile; committed when it returns. What it throws undoes it. */
    <T> T transact(Function<Handle, T> work) {
        return watched(true, () -> {
            var trouble = file.trouble();
            if (trouble != null) {
                throw failures.still(trouble);
            }
            return attempt(work, true);
        });
    }

    private <T> T watched(boolean writes, Supplier<T> work) {
        long begun = System.nanoTime();
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } catch (StoreException e) {
            // That a message is known is an answer, too.
            done = isDuplicate(e);
            throw e;
        } finally {
            watch.did(writes, Duration.ofNanos(System.nanoTime() - begun), !done);
        }
    }

    /**
     * The same for what need not be known to be stored: where nothing can be written at the moment it is done as soon as
     * that works, after what was put off before.
     */
    void transactSoon(Function<Handle, ?> work) {
        if (file.later(() -> attempt(work, true))) {
            return;
        }
        try {
            transact(work);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_WRITABLE || !file.later(() -> attempt(work, true))) {
                throw e;
            }
        }
    }

    private <T> T attempt(Function<Handle, T> work, boolean writes) {
        int opened = file.opened();
        try {
            return writes
                    ? file.writing(() -> jdbi.inTransaction(work::apply))
                    : file.shared(() -> jdbi.withHandle(work::apply));
        } catch (JdbiException e) {
            if (file.isClosed()) {
                throw failures.closed(e);
            }
            var failure = failures.of(e);
            file.failed(failure, opened);
            var trouble = file.trouble();
            throw trouble != null && !isDatabases(failure) ? failures.still(trouble) : failure;
        }
    }

    /** Whether the database said so, and not the pool that there is no database. */
    private static boolean isDatabases(StoreException failure) {
        var sql = Failures.sqlException(failure);
        return failure.kind() != StoreException.Kind.CLOSED && sql != null && sql.getErrorCode() != 0;
    }

    static boolean isDuplicate(StoreException e) {
        var sql = Failures.sqlException(e);
        return sql != null && sql.getErrorCode() == ErrorCode.DUPLICATE_KEY_1;
    }
}
