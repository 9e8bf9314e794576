package dev.parley.bot.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a text has to look like, besides its length. */
public enum Form {
    /** Like nothing in particular. */
    ANY,
    /** A number under which Discord knows a person, a role, a channel or a server. */
    DISCORD_ID,
    /** An address of the web: https, and http only on this machine. */
    WEB_ADDRESS,
    /** An address of a WebSocket: wss, and ws only on this machine. */
    WEBSOCKET_ADDRESS;

    /** Discord's ids are numbers of 64 bits: at most 20 digits. */
    private static final Pattern SNOWFLAKE = Pattern.compile("[0-9]{1,20}");

    /**
     * Whether a text looks like it.
     *
     * @param text the text, without blanks round it
     * @return what is wrong with it, in words that go on after the text itself; empty where nothing is
     */
    public Optional<String> wrong(String text) {
        return switch (this) {
            case ANY -> Optional.empty();
            case DISCORD_ID ->
                SNOWFLAKE.matcher(text).matches()
                        ? Optional.empty()
                        : Optional.of("is no id of Discord's, which is a number (developer mode, then 'Copy ID')");
            case WEB_ADDRESS -> SafeAddress.wrong(text, "https", "http");
            case WEBSOCKET_ADDRESS -> SafeAddress.wrong(text, "wss", "ws");
        };
    }
}
