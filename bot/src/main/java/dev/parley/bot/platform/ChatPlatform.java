package dev.parley.bot.platform;

import java.util.concurrent.CompletableFuture;

/** Parley on one platform. */
public interface ChatPlatform extends AutoCloseable {
    /** Is done when the platform has ended the connection for good, with the way to mend it. */
    CompletableFuture<String> lost();

    /** How the connection is now. */
    Presence presence();

    /** Lets the last words of the replies out, and leaves; takes some seconds at most. */
    @Override
    void close();
}
