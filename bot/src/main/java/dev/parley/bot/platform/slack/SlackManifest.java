package dev.parley.bot.platform.slack;

import dev.parley.bot.command.CommandWord;
import dev.parley.bot.command.Surface;
import dev.parley.bot.words.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Slack has to know of the app: what it may do, what it hears of, and how people call it. Everything that the code
 * uses of that is listed here, and nothing else.
 *
 * @param name the app's, which people see and mention; at most 35 characters
 * @param command the slash command for everything, such as {@code /parley}
 * @param personaCommand the slash command for a persona's name, which ends in {@code persona}
 * @param address where Slack reaches HTTP mode from the internet, such as {@code https://bot.example.org}; null: Socket
 *     Mode
 */
public record SlackManifest(
        String name,
        String command,
        String personaCommand,
        @Nullable String address) {
    /** The message shortcut that asks about a message. */
    static final String ASK = "parley_ask";

    /** The message shortcut that goes on from a message. */
    static final String CONTINUE = "parley_continue";

    /** The shortcut that asks from anywhere. */
    static final String ASK_ANYWHERE = "parley_ask_anywhere";

    /** What Slack tells. */
    static final List<String> EVENTS = List.of(
            "agent_session_stopped",
            "app_home_opened",
            "app_mention",
            "app_uninstalled",
            "message.channels",
            "message.groups",
            "message.im",
            "message.mpim",
            "tokens_revoked");

    private static final String USUAL_NAME = "Parley";
    private static final String PERSONA = "persona";
    private static final int LONGEST_NAME = 35;
    private static final int LONGEST_SHORTCUT = 24;
    private static final Pattern COMMAND = Pattern.compile("/[a-z0-9_-]{1,20}");

    /** Refuses what Slack refuses. */
    public SlackManifest {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a name has 1 to " + LONGEST_NAME + " characters");
        }
        if (!isCommand(command) || !personaCommand.endsWith(PERSONA)) {
            throw new IllegalArgumentException(command + " or " + personaCommand + " is no command");
        }
    }

    /** Whether this may be a slash command: a slash and at most 20 small letters, digits, hyphens. */
    public static boolean isCommand(String command) {
        return COMMAND.matcher(command).matches();
    }

    /**
     * An app by a name, for Socket Mode. {@code Parley} has {@code /parley} and {@code /persona}; so that two of them can
     * be in one workspace, {@code Otto} has {@code /otto} and {@code /otto-persona}.
     *
     * @param name 1 to 35 characters
     */
    public static SlackManifest of(String name) {
        String word =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String kept = word.isEmpty() ? "parley" : word.substring(0, Math.min(word.length(), 20));
        return of(name, "/" + kept);
    }

    /**
     * The same with another command.
     *
     * @param name 1 to 35 characters
     * @param command as {@link #isCommand} takes it
     */
    public static SlackManifest of(String name, String command) {
        return new SlackManifest(
                name, command, command.equals("/parley") ? "/" + PERSONA : command + "-" + PERSONA, null);
    }

    /** The name that an app has where nobody chose one. */
    public static String usualName() {
        return USUAL_NAME;
    }

    /** Whether a slash command stands for {@code persona}, whatever its app is called. */
    static boolean isForPersona(String command) {
        return command.endsWith(PERSONA);
    }

    /** As YAML, to be pasted at api.slack.com/apps. */
    public String yaml(Words words) {
        return """
                # The Slack app of Parley. Open https://api.slack.com/apps, take Create New App, From a manifest, choose the
                # workspace and paste this. Then: Install to Workspace, and copy two tokens.
                #   SLACK_BOT_TOKEN  xoxb-…  OAuth & Permissions, Bot User OAuth Token
                #   SLACK_APP_TOKEN  xapp-…  Basic Information, App-Level Tokens, with the scope connections:write
                display_information:
                  name: %s
                  description: %s
                  background_color: "#1f3a4d"
                features:
                  app_home:
                    home_tab_enabled: true
                    messages_tab_enabled: true
                    messages_tab_read_only_enabled: false
                  bot_user:
                    display_name: %s
                    always_online: true
                  agent_view:
                    agent_description: %s
                    suggested_prompts:
                      - title: %s
                        message: %s
                      - title: %s
                        message: %s
                  shortcuts:
                %s  slash_commands:
                %soauth_config:
                  scopes:
                    bot:
                %ssettings:
                  event_subscriptions:
                %s    bot_events:
                %s  interactivity:
                    is_enabled: true
                %s  org_deploy_enabled: false
                  socket_mode_enabled: %s
                  token_rotation_enabled: false
                """.formatted(
                        quoted(name),
                        quoted(words.say("slack.manifest.description")),
                        quoted(name),
                        quoted(words.say("slack.manifest.agent")),
                        quoted(words.say("slack.manifest.prompt.can")),
                        quoted(words.say("slack.manifest.prompt.can.message")),
                        quoted(words.say("slack.manifest.prompt.personas")),
                        quoted("!persona list"),
                        shortcuts(words),
                        slashCommands(words),
                        items("      ", scopes()),
                        url("    request_url: ", "/slack/events"),
                        items("      ", EVENTS),
                        url("    request_url: ", "/slack/interactions")
                                + url("    message_menu_options_url: ", "/slack/interactions"),
                        address == null);
    }

    private static List<String> scopes() {
        return Arrays.stream(SlackScope.values()).map(SlackScope::scope).toList();
    }

    private String shortcuts(Words words) {
        return shortcut("message", ASK, words.say("slack.menu.ask", shortName()), words.say("slack.menu.ask.what"))
                + shortcut("message", CONTINUE, words.say("slack.menu.continue"), words.say("slack.menu.continue.what"))
                + shortcut(
                        "global",
                        ASK_ANYWHERE,
                        words.say("slack.menu.ask", shortName()),
                        words.say("slack.menu.anywhere.what"));
    }

    /** The name where there is little room. */
    private String shortName() {
        return name.length() <= LONGEST_SHORTCUT / 2 ? name : name.substring(0, LONGEST_SHORTCUT / 2 - 1) + "…";
    }

    private static String shortcut(String type, String id, String label, String what) {
        return """
                    - name: %s
                      type: %s
                      callback_id: %s
                      description: %s
                """.formatted(quoted(label), type, id, quoted(what));
    }

    private String slashCommands(Words words) {
        String hint = Surface.SLACK.commands().stream().map(CommandWord::word).collect(Collectors.joining(" | "));
        return slashCommand(command, words.say("slack.manifest.command", name), hint)
                + slashCommand(personaCommand, words.say("slack.manifest.persona"), CommandWord.PERSONA.arguments());
    }

    private String slashCommand(String slash, String what, String hint) {
        return """
                    - command: %s
                %s      description: %s
                      usage_hint: %s
                      should_escape: false
                """.formatted(slash, url("      url: ", "/slack/commands"), quoted(what), quoted(hint));
    }

    private String url(String key, String path) {
        return Optional.ofNullable(address)
                .map(base -> key + quoted(base.replaceAll("/+$", "") + path) + "\n")
                .orElse("");
    }

    private static String items(String indent, List<String> items) {
        return items.stream().map(item -> indent + "- " + item + "\n").collect(Collectors.joining());
    }

    /** A double-quoted scalar on one line. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }
}
