package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.platform.discord.DiscordQuestions;
import dev.parley.bot.platform.discord.DiscordQuestions.Commands;
import dev.parley.bot.platform.discord.DiscordQuestions.Content;
import dev.parley.bot.platform.discord.DiscordQuestions.Owner;
import dev.parley.bot.platform.discord.DiscordToken;
import dev.parley.bot.words.Languages;
import java.util.List;

/** What Discord says of the bot. Each look asks by itself, and is silent where that of the token says why. */
final class DiscordLook {
    private static final String PORTAL = "https://discord.com/developers/applications";

    private final DiscordQuestions discord;
    private final String apiUrl;
    private final String token;

    /**
     * Asks nothing yet.
     *
     * @param apiUrl where Discord is, for people
     * @param token the bot's
     */
    DiscordLook(DiscordQuestions discord, String apiUrl, String token) {
        this.discord = discord;
        this.apiUrl = apiUrl;
        this.token = token;
    }

    /** Whose token it is. */
    List<Finding> token() throws InterruptedException {
        if (!isToken()) {
            return List.of(refused("What is set as Discord's token is none."));
        }
        return List.of(
                switch (discord.owner(token)) {
                    case Owner.Bot(String id, String name) ->
                        new Finding.Well("the token is that of " + name + " (" + id + ")");
                    case Owner.Nobody() -> refused("Discord does not accept the token.");
                    case Owner.Unknown(String reason) ->
                        new Finding.Wrong(
                                "Discord cannot be reached at " + apiUrl + ": " + reason + ".",
                                "Look whether this machine gets there: curl -sS " + apiUrl
                                        + "/gateway; https://discordstatus.com says how Discord is.",
                                ExitCode.PLATFORM);
                });
    }

    /** What is no token is not sent anywhere. */
    private boolean isToken() {
        return DiscordToken.mistake(token).isEmpty();
    }

    private static Finding refused(String words) {
        return new Finding.Wrong(
                words,
                "Take a new one at " + PORTAL + " (your application, Bot, Reset Token) and set DISCORD_TOKEN to it.",
                ExitCode.PLATFORM);
    }

    /** Whether the bot reads what people write who do not mention it. */
    List<Finding> intents() throws InterruptedException {
        return switch (isToken() ? discord.content(token) : Content.UNKNOWN) {
            case READ -> List.of(new Finding.Well("message content is on"));
            case WITHHELD ->
                List.of(new Finding.Warning(
                        "The message content intent is off: in threads Parley hears only what mentions it, and it cannot"
                                + " read what was said before.",
                        "Switch it on at " + PORTAL
                                + " (your application, Bot, Privileged Gateway Intents, Message Content Intent), and"
                                + " start Parley again."));
            case UNKNOWN -> List.of();
        };
    }

    /**
     * Whether the commands that people see are those of this version.
     *
     * @param languages the bot's own words
     */
    List<Finding> commands(Languages languages) throws InterruptedException {
        return isToken()
                ? discord.commands(token, languages).map(DiscordLook::of).stream()
                        .toList()
                : List.of();
    }

    private static Finding of(Commands commands) {
        String start =
                "Start ./parley run, or start it again: it registers its commands each time. People see them after"
                        + " Discord's client was loaded again (Ctrl-R).";
        if (!commands.missing().isEmpty()) {
            return new Finding.Warning(
                    commands.missing().size() + " of " + commands.ours() + " commands are not registered: "
                            + String.join(", ", commands.missing()) + ".",
                    start);
        }
        if (!commands.changed().isEmpty()) {
            return new Finding.Warning(
                    "Commands are registered as another version, or another language, has them: "
                            + String.join(", ", commands.changed()) + ".",
                    start);
        }
        return commands.foreign().isEmpty()
                ? new Finding.Well(commands.ours() + " commands are registered")
                : new Finding.Warning(
                        "There are commands that are not Parley's: " + String.join(", ", commands.foreign()) + ".",
                        "Use the application for Parley alone: at its next start it takes them away.");
    }
}
