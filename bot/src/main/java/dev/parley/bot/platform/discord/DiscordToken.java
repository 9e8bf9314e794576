package dev.parley.bot.platform.discord;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a bot's token looks like: three parts of letters, digits, {@code -} and {@code _} with dots between them, of which
 * the first is the bot's id in Base64. Discord promises nothing of this; it is enough to tell what was copied instead.
 */
public final class DiscordToken {
    private static final Pattern PARTS = Pattern.compile("([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Pattern SNOWFLAKE = Pattern.compile("[0-9]{1,20}");

    private DiscordToken() {}

    /** What somebody may have typed instead of a token. */
    public enum Mistake {
        /** The id of the application or the bot. */
        ID,
        /** A word without dots: the client secret, the public key. */
        NO_PARTS,
        /** Something else. */
        OTHER
    }

    /**
     * What is plainly wrong with a token.
     *
     * @param token as it was typed, without blanks around it
     * @return empty where it may be one
     */
    public static Optional<Mistake> mistake(String token) {
        if (botId(token).isPresent()) {
            return Optional.empty();
        }
        if (SNOWFLAKE.matcher(token).matches()) {
            return Optional.of(Mistake.ID);
        }
        return Optional.of(token.matches("[A-Za-z0-9_-]+") ? Mistake.NO_PARTS : Mistake.OTHER);
    }

    /**
     * The bot's id, which its token begins with.
     *
     * @return empty where this is no token
     */
    public static Optional<String> botId(String token) {
        var parts = PARTS.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            var id = new String(Base64.getUrlDecoder().decode(parts.group(1)), StandardCharsets.ISO_8859_1);
            return SNOWFLAKE.matcher(id).matches() ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
