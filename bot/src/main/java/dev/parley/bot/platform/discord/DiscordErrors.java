package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.TransportException.Kind;
import java.util.Set;
import java.util.function.Supplier;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.PermissionException;
import net.dv8tion.jda.api.requests.ErrorResponse;

/** What JDA throws, as {@link TransportException}. */
final class DiscordErrors {
    private static final Set<ErrorResponse> FOR_GOOD = Set.of(
            ErrorResponse.UNKNOWN_MESSAGE,
            ErrorResponse.UNKNOWN_CHANNEL,
            ErrorResponse.UNKNOWN_GUILD,
            ErrorResponse.UNKNOWN_INTERACTION,
            ErrorResponse.UNKNOWN_WEBHOOK,
            ErrorResponse.MISSING_ACCESS,
            ErrorResponse.MISSING_PERMISSIONS,
            ErrorResponse.CANNOT_SEND_TO_USER,
            ErrorResponse.INVALID_FORM_BODY);

    private DiscordErrors() {}

    static <T> T call(Supplier<T> call) throws TransportException {
        try {
            return call.get();
        } catch (PermissionException e) {
            throw new TransportException(Kind.GONE, String.valueOf(e.getMessage()), e);
        } catch (ErrorResponseException e) {
            throw new TransportException(
                    FOR_GOOD.contains(e.getErrorResponse()) ? Kind.GONE : Kind.PASSING,
                    String.valueOf(e.getMessage()),
                    e);
        } catch (RuntimeException e) {
            // An interrupt reaches us as one of these, too: the reply's thread looks after that.
            throw new TransportException(Kind.PASSING, String.valueOf(e.getMessage()), e);
        }
    }
}
