package dev.parley.bot;

import dev.parley.bot.platform.discord.DiscordQuestions.Server;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A first {@code parley.yaml}.
 *
 * @param token the bot's; null: it comes from the environment
 * @param servers those that are answered
 * @param admins ids of people
 */
record InitFile(@Nullable String token, List<Server> servers, Set<String> admins) {
    private static final String HIDDEN = "(the token that you typed)";

    /** The same for a screen that others may see. */
    InitFile withoutToken() {
        return new InitFile(token == null ? null : HIDDEN, servers, admins);
    }

    @Override
    public String toString() {
        return "InitFile of " + servers.size() + " servers";
    }

    /** The file's text, whose comments explain each key. */
    String text() {
        var yaml = new StringBuilder("""
                # Parley's configuration, written by ./parley init. All of it may be changed here;
                # ./parley config check says what is wrong, and ./parley run reads it at its start.
                discord:
                """);
        if (token == null) {
            yaml.append("""
                      # The bot's token, from https://discord.com/developers/applications (Bot, Reset Token). Here it comes
                      # from the environment: DISCORD_TOKEN, or DISCORD_TOKEN_FILE with the name of a file that holds it.
                      # token: ${DISCORD_TOKEN}
                    """);
        } else {
            yaml.append("""
                      # The bot's token: whoever has it is the bot. This file is for your eyes only (mode 0600).
                    """).append("  token: \"").append(token).append("\"\n");
        }
        yaml.append("""
                  allow:
                    # Ids of the servers where Parley answers; an empty list allows every server that it is invited to.
                """);
        list(
                yaml,
                "    ",
                "servers",
                servers.stream()
                        .map(server -> "\"" + server.id() + "\"" + comment(server.name()))
                        .toList());
        yaml.append("""
                  # Ids of the people who may see and stop everything.
                """);
        list(yaml, "  ", "admins", admins.stream().map(id -> "\"" + id + "\"").toList());
        return yaml.toString();
    }

    private static void list(StringBuilder yaml, String indent, String key, List<String> items) {
        yaml.append(indent).append(key).append(items.isEmpty() ? ": []\n" : ":\n");
        items.forEach(item -> yaml.append(indent).append("  - ").append(item).append("\n"));
    }

    /** A server's name is a stranger's text: only what cannot end the comment's line, and what YAML can read. */
    private static String comment(String name) {
        var line = name.replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]", " ").strip();
        return line.isEmpty() ? "" : " # " + line;
    }
}
