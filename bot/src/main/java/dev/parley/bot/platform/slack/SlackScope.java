package dev.parley.bot.platform.slack;

import dev.parley.bot.words.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the bot's token must be allowed to do, and what goes without. */
enum SlackScope {
    APP_MENTIONS_READ("app_mentions:read"),
    ASSISTANT_WRITE("assistant:write"),
    CHANNELS_HISTORY("channels:history"),
    CHANNELS_READ("channels:read"),
    CHAT_WRITE("chat:write"),
    CHAT_WRITE_CUSTOMIZE("chat:write.customize"),
    COMMANDS("commands"),
    FILES_READ("files:read"),
    FILES_WRITE("files:write"),
    GROUPS_HISTORY("groups:history"),
    GROUPS_READ("groups:read"),
    IM_HISTORY("im:history"),
    IM_WRITE("im:write"),
    MPIM_HISTORY("mpim:history"),
    MPIM_READ("mpim:read"),
    USERGROUPS_READ("usergroups:read"),
    USERS_READ("users:read");

    private final String scope;

    SlackScope(String scope) {
        this.scope = scope;
    }

    /** As Slack writes it: "channels:history". */
    String scope() {
        return scope;
    }

    /** Those that are named in the values of Slack's header {@code x-oauth-scopes}; none where it is not there. */
    static Set<String> granted(List<String> header) {
        return header.stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Those that are not granted; where Slack does not say which are, none. */
    static List<SlackScope> missing(Set<String> granted) {
        return granted.isEmpty()
                ? List.of()
                : Arrays.stream(values())
                        .filter(each -> !granted.contains(each.scope()))
                        .toList();
    }

    /** What does not work without it, for people. */
    String loss(Words words) {
        return switch (this) {
            case APP_MENTIONS_READ -> words.say("slack.scope.mentions");
            case ASSISTANT_WRITE -> words.say("slack.scope.assistant");
            case CHANNELS_HISTORY, GROUPS_HISTORY -> words.say("slack.scope.threads");
            case CHANNELS_READ, GROUPS_READ -> words.say("slack.scope.channels");
            case CHAT_WRITE -> words.say("slack.scope.write");
            case CHAT_WRITE_CUSTOMIZE -> words.say("slack.scope.customize");
            case COMMANDS -> words.say("slack.scope.commands");
            case FILES_READ -> words.say("slack.scope.read-files");
            case FILES_WRITE -> words.say("slack.scope.write-files");
            case IM_HISTORY, MPIM_HISTORY -> words.say("slack.scope.direct");
            case IM_WRITE -> words.say("slack.scope.begin-direct");
            case MPIM_READ -> words.say("slack.scope.group-messages");
            case USERGROUPS_READ -> words.say("slack.scope.groups");
            case USERS_READ -> words.say("slack.scope.people");
        };
    }
}
