package dev.parley.bot.platform.discord;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Parley is not let in to Discord; the message says why and how to mend it. */
public final class DiscordException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DiscordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
