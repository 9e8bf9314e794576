package dev.parley.bot.platform.slack;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Parley is not let in to Slack; the message says why and how to mend it. */
public final class SlackException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SlackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
