package dev.parley.bot;

import dev.parley.bot.platform.discord.DiscordQuestions.Server;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A first {@code parley.yaml}.
 *
 * @param discord what it says of Discord; null: nothing
 * @param slack what it says of Slack; null: nothing
 * @param usualName the name that the bot has where the file says nothing
 */
record InitFile(@Nullable Discord discord, InitSlack.@Nullable Answers slack, String usualName) {
    private static final String HIDDEN = "(the token that you typed)";

    /**
     * What it says of Discord.
     *
     * @param token the bot's; null: it comes from the environment
     * @param servers those that are answered
     * @param admins ids of people
     */
    record Discord(@Nullable String token, List<Server> servers, Set<String> admins) {
        @Override
        public String toString() {
            return "Discord with " + servers.size() + " servers";
        }
    }

    /** The same for a screen that others may see. */
    InitFile withoutTokens() {
        return new InitFile(
                discord == null ? null : new Discord(hidden(discord.token), discord.servers, discord.admins),
                slack == null
                        ? null
                        : new InitSlack.Answers(
                                slack.name(), hidden(slack.botToken()), hidden(slack.appToken()), slack.admins()),
                usualName);
    }

    private static @Nullable String hidden(@Nullable String token) {
        return token == null ? null : HIDDEN;
    }

    /** The file's text, whose comments explain each key. */
    String text() {
        var yaml = new StringBuilder("""
                # Parley's configuration, written by ./parley init. All of it may be changed here;
                # ./parley config check says what is wrong, and ./parley run reads it at its start.
                """);
        if (slack != null && !slack.name().equals(usualName)) {
            yaml.append("bot:\n  name: ").append(quoted(slack.name())).append("\n");
        }
        if (discord != null) {
            discord(yaml, discord);
        }
        if (slack != null) {
            slack(yaml, slack);
        }
        return yaml.toString();
    }

    private static void discord(StringBuilder yaml, Discord discord) {
        yaml.append("discord:\n");
        if (discord.token == null) {
            yaml.append("""
                      # The bot's token, from https://discord.com/developers/applications (Bot, Reset Token). Here it comes
                      # from the environment: DISCORD_TOKEN, or DISCORD_TOKEN_FILE with the name of a file that holds it.
                      # token: ${DISCORD_TOKEN}
                    """);
        } else {
            yaml.append("""
                      # The bot's token: whoever has it is the bot. This file is for your eyes only (mode 0600).
                    """).append("  token: ").append(quoted(discord.token)).append("\n");
        }
        yaml.append("""
                  allow:
                    # Ids of the servers where Parley answers; an empty list allows every server that it is invited to.
                """);
        list(
                yaml,
                "    ",
                "servers",
                discord.servers.stream()
                        .map(server -> quoted(server.id()) + comment(server.name()))
                        .toList());
        admins(yaml, discord.admins);
    }

    private static void slack(StringBuilder yaml, InitSlack.Answers slack) {
        yaml.append("slack:\n");
        if (slack.botToken() == null) {
            yaml.append("""
                      # The Bot User OAuth Token, from https://api.slack.com/apps (OAuth & Permissions). Here it comes from the
                      # environment: SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_FILE with the name of a file that holds it.
                      # bot-token: ${SLACK_BOT_TOKEN}
                    """);
        } else {
            yaml.append("""
                      # The bot's token: whoever has it is the bot. This file is for your eyes only (mode 0600).
                    """)
                    .append("  bot-token: ")
                    .append(quoted(slack.botToken()))
                    .append("\n");
        }
        if (slack.appToken() == null) {
            yaml.append("""
                      # The App-Level Token of Socket Mode (Basic Information, with the scope connections:write): SLACK_APP_TOKEN.
                      # app-token: ${SLACK_APP_TOKEN}
                    """);
        } else {
            yaml.append("""
                      # The token of Socket Mode, by which Slack's messages come without a public address.
                    """)
                    .append("  app-token: ")
                    .append(quoted(slack.appToken()))
                    .append("\n");
        }
        admins(yaml, slack.admins());
    }

    private static void admins(StringBuilder yaml, Collection<String> admins) {
        yaml.append("""
                  # Ids of the people who may see and stop everything.
                """);
        list(yaml, "  ", "admins", admins.stream().map(InitFile::quoted).toList());
    }

    private static void list(StringBuilder yaml, String indent, String key, List<String> items) {
        yaml.append(indent).append(key).append(items.isEmpty() ? ": []\n" : ":\n");
        items.forEach(item -> yaml.append(indent).append("  - ").append(item).append("\n"));
    }

    /** A double-quoted scalar; what is typed at a terminal has no control characters worth keeping. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }

    /** A server's name is a stranger's text: only what cannot end the comment's line, and what YAML can read. */
    private static String comment(String name) {
        var line = name.replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]", " ").strip();
        return line.isEmpty() ? "" : " # " + line;
    }
}
