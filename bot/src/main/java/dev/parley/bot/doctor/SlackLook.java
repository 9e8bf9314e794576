package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.platform.slack.SlackQuestions;
import dev.parley.bot.platform.slack.SlackQuestions.Answer;
import java.util.List;

/** What Slack says of the app. Each look asks by itself, and is silent where that of the token says why. */
final class SlackLook {
    private static final String APPS = "https://api.slack.com/apps";

    private final SlackQuestions slack;
    private final String apiUrl;

    /**
     * Asks nothing yet.
     *
     * @param apiUrl where Slack is, for people
     */
    SlackLook(SlackQuestions slack, String apiUrl) {
        this.slack = slack;
        this.apiUrl = apiUrl;
    }

    /**
     * Whose token it is.
     *
     * @param bot the bot's token
     */
    List<Finding> token(String bot) throws InterruptedException {
        return List.of(
                switch (slack.bot(bot)) {
                    case Answer.Bot(String name, String workspace, var _) ->
                        new Finding.Well("the token is that of " + name + " in " + workspace);
                    case Answer.Unknown(String reason) -> unreachable(reason);
                    case Answer.Nobody(), Answer.NoScope(), Answer.SocketModeOff(), Answer.Socket() ->
                        new Finding.Wrong(
                                "Slack does not accept the bot's token.",
                                "Copy the Bot User OAuth Token (xoxb-) at " + APPS
                                        + " (your app, OAuth & Permissions) and set SLACK_BOT_TOKEN to it; after it was"
                                        + " revoked, Reinstall to Workspace first.",
                                ExitCode.PLATFORM);
                });
    }

    /**
     * What the token may do, against what the manifest asks for.
     *
     * @param bot the bot's token
     */
    List<Finding> scopes(String bot) throws InterruptedException {
        if (!(slack.bot(bot) instanceof Answer.Bot(var _, var _, List<String> missing))) {
            return List.of();
        }
        if (missing.isEmpty()) {
            return List.of(new Finding.Well("all that the manifest asks for are granted"));
        }
        return missing.stream()
                .<Finding>map(scope -> new Finding.Warning(
                        scope + " is missing. " + SlackQuestions.loss(scope),
                        "Add it at " + APPS + " (your app, OAuth & Permissions, Bot Token Scopes), then Reinstall to"
                                + " Workspace."))
                .toList();
    }

    /**
     * Whether Socket Mode can be opened; nothing is.
     *
     * @param app the app's token
     */
    List<Finding> socket(String app) throws InterruptedException {
        return switch (slack.socket(app)) {
            case Answer.Socket() -> List.of(new Finding.Well("Socket Mode can be opened"));
            case Answer.NoScope() ->
                List.of(new Finding.Wrong(
                        "The app-level token may not open sockets: it lacks the scope connections:write.",
                        "Make a new one at " + APPS
                                + " (your app, Basic Information, App-Level Tokens) with that scope,"
                                + " and set SLACK_APP_TOKEN to it.",
                        ExitCode.PLATFORM));
            case Answer.SocketModeOff() ->
                List.of(new Finding.Wrong(
                        "Socket Mode is switched off in the app's settings.",
                        "Switch it on at " + APPS + " (your app, Socket Mode, Enable Socket Mode).",
                        ExitCode.PLATFORM));
            case Answer.Unknown(String reason) -> List.of(unreachable(reason));
            case Answer.Nobody(), Answer.Bot(var _, var _, var _) ->
                List.of(new Finding.Wrong(
                        "Slack does not accept the app-level token.",
                        "Make one at " + APPS + " (your app, Basic Information, App-Level Tokens, with the scope"
                                + " connections:write) and set SLACK_APP_TOKEN to it.",
                        ExitCode.PLATFORM));
        };
    }

    private Finding unreachable(String reason) {
        return new Finding.Wrong(
                "Slack cannot be reached at " + apiUrl + ": " + reason + ".",
                "Look whether this machine gets there: curl -sS " + apiUrl
                        + "/api.test; https://slack-status.com says how Slack is.",
                ExitCode.PLATFORM);
    }
}
