package dev.parley.bot.platform.slack;

import dev.parley.bot.platform.TransportException;
import java.io.Serial;
import java.util.Set;

/** A call of Slack's Web API that did not succeed. */
final class SlackCallException extends TransportException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Set<String> NO_PLACE = Set.of(
            "access_denied",
            "cannot_dm_bot",
            "cannot_reply_to_message",
            "channel_not_found",
            "channel_type_not_supported",
            "ekm_access_denied",
            "enterprise_is_restricted",
            "is_archived",
            "is_inactive",
            "messages_tab_disabled",
            "missing_scope",
            "no_permission",
            "not_in_channel",
            "restricted_action",
            "restricted_action_non_threadable_channel",
            "restricted_action_read_only_channel",
            "restricted_action_thread_locked",
            "restricted_action_thread_only_channel",
            "team_access_not_granted",
            "team_not_found",
            "thread_not_found",
            "user_disabled",
            "user_not_found",
            "user_not_visible");

    private static final Set<String> NO_MESSAGE =
            Set.of("cant_delete_message", "cant_update_message", "edit_window_closed", "message_not_found");

    /** Also a token that is not good any longer: that ends the connection, and replies go on when there is a new one. */
    private static final Set<String> LATER = Set.of(
            "accesslimited",
            "account_inactive",
            "external_channel_migrating",
            "fatal_error",
            "internal_error",
            "invalid_auth",
            "message_limit_exceeded",
            "messaging_processing_failed",
            "not_authed",
            "org_login_required",
            "rate_limited",
            "ratelimited",
            "request_timeout",
            "service_unavailable",
            "team_added_to_org",
            "token_expired",
            "token_revoked",
            "two_factor_setup_required",
            "update_failed");

    /** Slack says of these that some of it may have been done. */
    private static final Set<String> PERHAPS_DONE = Set.of("fatal_error", "internal_error", "request_timeout");

    private final String code;
    private final boolean perhapsDone;

    private SlackCallException(Kind kind, String code, boolean perhapsDone, String message, Throwable cause) {
        super(kind, message, cause);
        this.code = code;
        this.perhapsDone = perhapsDone;
    }

    /** Slack said no. */
    static SlackCallException refused(String method, String code, String needed) {
        String message = method + ": " + code + (needed.isEmpty() ? "" : " (needs " + needed + ")");
        return new SlackCallException(
                kind(code), code, PERHAPS_DONE.contains(code), message, new IllegalStateException(code));
    }

    /** Too many calls of this method. */
    static SlackCallException tooMany(String method, Throwable cause) {
        return new SlackCallException(Kind.PASSING, "ratelimited", false, method + ": ratelimited", cause);
    }

    /** The answer got lost, or there was none that can be understood. */
    static SlackCallException lost(String method, String why, Throwable cause) {
        return new SlackCallException(Kind.PASSING, "", true, method + ": " + why, cause);
    }

    /** The same call in another form may do. */
    static SlackCallException again(SlackCallException why) {
        return new SlackCallException(Kind.PASSING, why.code, false, why.getMessage() + "; it goes on without", why);
    }

    /** It was not called. */
    static SlackCallException notCalled(String method, Throwable cause) {
        return new SlackCallException(Kind.PASSING, "", false, method + ": interrupted while it waited", cause);
    }

    /** Slack's word for what was wrong; empty where Slack said nothing. */
    String code() {
        return code;
    }

    /** Whether Slack may have done it all the same. */
    boolean perhapsDone() {
        return perhapsDone;
    }

    private static Kind kind(String code) {
        if (NO_PLACE.contains(code)) {
            return Kind.GONE;
        }
        if (NO_MESSAGE.contains(code)) {
            return Kind.DELETED;
        }
        return LATER.contains(code) ? Kind.PASSING : Kind.REFUSED;
    }
}
