package dev.parley.persistence;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.h2.api.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The one way to the database: transactions, and failures in words. */
final class Sql {
    /** Two that lock each other's rows are told apart by the database, which ends one of them: it runs again. */
    private static final int TRIES = 5;

    private final Jdbi jdbi;
    private final BooleanSupplier closed;
    private final Failures failures;
    private final DatabaseWatch watch;

    Sql(Jdbi jdbi, BooleanSupplier closed, Failures failures, DatabaseWatch watch) {
        this.jdbi = jdbi;
        this.closed = closed;
        this.failures = failures;
        this.watch = watch;
    }

    /** Runs one statement, or several that need not fit together. */
    <T> T run(Function<Handle, T> work) {
        return watched(false, () -> {
            try {
                return jdbi.withHandle(work::apply);
            } catch (JdbiException e) {
                throw failure(e);
            }
        });
    }

    /** All or nothing; committed when it returns. What it throws undoes it. */
    <T> T transact(Function<Handle, T> work) {
        return watched(true, () -> untilNobodyIsInTheWay(work));
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

    private <T> T untilNobodyIsInTheWay(Function<Handle, T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return jdbi.inTransaction(work::apply);
            } catch (JdbiException e) {
                if (tries == TRIES || !(has(e, ErrorCode.DEADLOCK_1) || has(e, ErrorCode.CONCURRENT_UPDATE_1))) {
                    throw failure(e);
                }
            }
        }
    }

    private StoreException failure(JdbiException e) {
        return closed.getAsBoolean() ? failures.closed(e) : failures.of(e);
    }

    static boolean isDuplicate(StoreException e) {
        return has(e, ErrorCode.DUPLICATE_KEY_1);
    }

    private static boolean has(Throwable thrown, int code) {
        var sql = Failures.sqlException(thrown);
        return sql != null && sql.getErrorCode() == code;
    }
}
