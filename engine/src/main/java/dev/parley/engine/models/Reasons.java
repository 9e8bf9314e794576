package dev.parley.engine.models;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** An I/O failure in words that fit into a sentence; the JDK's own messages are often a path alone, or nothing. */
final class Reasons {

    private Reasons() {}

    /** A clause without a capital and without a full stop. */
    static String of(IOException e) {
        return switch (e) {
            case HttpConnectTimeoutException _ -> "it did not answer in time";
            case HttpTimeoutException _ -> "it stopped answering";
            case UnknownHostException _ -> "its name cannot be resolved";
            case ConnectException connect ->
                isUnresolved(connect) ? "its name cannot be resolved" : "it cannot be reached";
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case FileAlreadyExistsException exists -> exists.getFile() + " is in the way";
            case FileSystemException file
            when file.getReason() != null -> file.getReason() + " (" + file.getFile() + ")";
            default -> ofMessage(e);
        };
    }

    /** Whether the file system is full. Java has no exception of its own for it, only the system's message. */
    static boolean isFull(@Nullable Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnresolved(ConnectException e) {
        return e.getCause() instanceof UnresolvedAddressException
                || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException);
    }

    private static String ofMessage(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
