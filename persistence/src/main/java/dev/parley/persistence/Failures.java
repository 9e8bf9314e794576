package dev.parley.persistence;

import static java.util.stream.Collectors.joining;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Turns what H2 throws into one sentence that says what to do. */
final class Failures {
    private final Path file;

    Failures(Path file) {
        this.file = file;
    }

    StoreException notWritable(Throwable cause) {
        return new StoreException(
                Kind.NOT_WRITABLE,
                "The database " + file + " cannot be written: " + reason(cause)
                        + ". Give this user write access to the folder and the file, make room on the disk, or choose"
                        + " another folder with PARLEY_HOME.",
                cause);
    }

    StoreException closed(Throwable cause) {
        return new StoreException(
                Kind.CLOSED,
                "The database " + file + " has been closed (" + reason(cause)
                        + "). Start Parley again; what was committed is kept.",
                cause);
    }

    /** The same while Parley runs and sees to it. */
    StoreException opensAgain(Throwable cause) {
        return new StoreException(
                Kind.CLOSED,
                "The database " + file + " has been closed (" + reason(cause)
                        + "). It is opened again in a moment; what was committed is kept.",
                cause);
    }

    StoreException newer(Throwable cause) {
        return new StoreException(
                Kind.NEWER,
                "The database " + file + " was written by a newer Parley or was changed by hand: "
                        + message(cause).lines().limit(2).collect(joining(" "))
                        + " Start the version that wrote it, or choose another folder with PARLEY_HOME.",
                cause);
    }

    StoreException of(Throwable thrown) {
        var sql = sqlException(thrown);
        return switch (sql == null ? 0 : sql.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                new StoreException(
                        Kind.IN_USE,
                        "The database " + file + " is in use by another process. Stop the Parley that is running, or"
                                + " choose another folder with PARLEY_HOME.",
                        thrown);
            case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1, ErrorCode.FILE_ENCRYPTION_ERROR_1 ->
                new StoreException(Kind.DAMAGED, damagedWords(), thrown);
            case ErrorCode.DATABASE_IS_READ_ONLY,
                    ErrorCode.IO_EXCEPTION_1,
                    ErrorCode.IO_EXCEPTION_2,
                    ErrorCode.FILE_CREATION_FAILED_1 -> notWritable(thrown);
            // A full disk comes as H2's general error to the first, and to all others as a database that is closed.
            case ErrorCode.DATABASE_IS_CLOSED, ErrorCode.DATABASE_CALLED_AT_SHUTDOWN, ErrorCode.OBJECT_CLOSED ->
                cannotWrite(thrown) ? notWritable(thrown) : closed(thrown);
            default -> cannotWrite(thrown) ? notWritable(thrown) : failed(thrown);
        };
    }

    StoreException damaged(Throwable cause) {
        return new StoreException(Kind.DAMAGED, damagedWords(), cause);
    }

    private String damagedWords() {
        return "The database " + file + " is damaged or is not Parley's. ./parley db restore FILE puts a backup in its"
                + " place; ./parley db recover reads out what can still be read. Both keep the damaged file.";
    }

    /** For somebody who comes later: the same trouble, with their own trace. */
    StoreException still(StoreException trouble) {
        return new StoreException(Kind.NOT_WRITABLE, String.valueOf(trouble.getMessage()), trouble);
    }

    /** A channel that was closed was closed by Parley itself: a thread was interrupted. */
    private static boolean cannotWrite(Throwable thrown) {
        return root(thrown) instanceof IOException io && !(io instanceof ClosedChannelException);
    }

    private StoreException failed(Throwable cause) {
        return new StoreException(
                Kind.FAILED,
                "The database " + file + " refused an operation: " + reason(cause)
                        + ". Nothing of that operation was stored.",
                cause);
    }

    static @Nullable SQLException sqlException(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    static String reason(Throwable thrown) {
        var root = root(thrown);
        var words = message(root).lines().findFirst().orElse("no details");
        // The plain IOException of a full disk says it all in its message.
        return root.getClass() == IOException.class ? words : root.getClass().getSimpleName() + ", " + words;
    }

    private static Throwable root(Throwable thrown) {
        var cause = thrown.getCause();
        return cause == null ? thrown : root(cause);
    }

    private static String message(Throwable thrown) {
        var message = thrown.getMessage();
        return message == null ? "no details" : message;
    }
}
