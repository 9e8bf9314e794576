package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.TransportException.Kind;
import java.util.Set;
import java.util.function.Supplier;
import net.dv8tion.jda.api.exceptions.DetachedEntityException;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.PermissionException;
import net.dv8tion.jda.api.requests.ErrorResponse;

/** What JDA throws, as {@link TransportException}. */
final class DiscordErrors {
    private static final Set<ErrorResponse> NO_PLACE = Set.of(
            ErrorResponse.UNKNOWN_CHANNEL,
            ErrorResponse.UNKNOWN_GUILD,
            ErrorResponse.UNKNOWN_INTERACTION,
            ErrorResponse.UNKNOWN_WEBHOOK,
            ErrorResponse.INVALID_WEBHOOK_TOKEN,
            ErrorResponse.MISSING_ACCESS,
            ErrorResponse.MISSING_PERMISSIONS,
            ErrorResponse.REPLY_FAILED_MISSING_MESSAGE_HISTORY_PERM,
            ErrorResponse.ILLEGAL_OPERATION_ARCHIVED_THREAD,
            ErrorResponse.THREAD_LOCKED,
            ErrorResponse.NO_MUTUAL_GUILDS,
            ErrorResponse.CANNOT_SEND_TO_USER);

    /** Limits that Discord has besides those of its headers: later it may go. */
    private static final Set<ErrorResponse> LATER = Set.of(
            ErrorResponse.SLOWMODE_RATE_LIMIT,
            ErrorResponse.CHANNEL_WRITE_RATE_LIMIT,
            ErrorResponse.GUILD_WRITE_RATE_LIMIT,
            ErrorResponse.MAX_OLD_MESSAGE_EDITS,
            ErrorResponse.MESSAGE_SEND_TEMPORARILY_DISABLED,
            ErrorResponse.FEATURE_TEMPORARILY_DISABLED,
            ErrorResponse.SERVICE_RESOURCE_RATE_LIMIT,
            ErrorResponse.RESOURCES_OVERLOADED,
            ErrorResponse.OPEN_DM_TOO_FAST);

    private static final int FIRST_OF_OURS = 400;
    private static final int NOT_LET_IN = 401;
    private static final int TIME_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final int FIRST_OF_THEIRS = 500;

    private DiscordErrors() {}

    static <T> T call(Supplier<T> call) throws TransportException {
        try {
            return call.get();
        } catch (PermissionException | DetachedEntityException e) {
            throw new TransportException(Kind.GONE, String.valueOf(e.getMessage()), e);
        } catch (ErrorResponseException e) {
            throw new TransportException(kind(e), String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // An interrupt reaches us as one of these, too: the reply's thread looks after that.
            throw new TransportException(Kind.PASSING, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether the token of an interaction has run out, or Discord does not know it any longer. */
    static boolean isExpired(TransportException e) {
        return is(e, ErrorResponse.INVALID_WEBHOOK_TOKEN) || is(e, ErrorResponse.UNKNOWN_WEBHOOK);
    }

    /** Whether a thread is closed, and opens again for who may write there. */
    static boolean isArchived(TransportException e) {
        return is(e, ErrorResponse.ILLEGAL_OPERATION_ARCHIVED_THREAD);
    }

    private static boolean is(TransportException e, ErrorResponse response) {
        return e.getCause() instanceof ErrorResponseException cause && cause.getErrorResponse() == response;
    }

    private static Kind kind(ErrorResponseException e) {
        ErrorResponse response = e.getErrorResponse();
        int status = e.getResponse().code;
        boolean passes = status < FIRST_OF_OURS
                || status >= FIRST_OF_THEIRS
                || status == TOO_MANY
                || status == TIME_OUT
                || LATER.contains(response);
        if (passes) {
            return Kind.PASSING;
        }
        if (response == ErrorResponse.UNKNOWN_MESSAGE) {
            return Kind.DELETED;
        }
        if (NO_PLACE.contains(response)) {
            return Kind.GONE;
        }
        // A token that is not good any longer ends the session; the reply goes on when there is a new one.
        return status == NOT_LET_IN ? Kind.PASSING : Kind.REFUSED;
    }
}
