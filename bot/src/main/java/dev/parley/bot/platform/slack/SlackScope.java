package dev.parley.bot.platform.slack;

import dev.parley.bot.words.Words;

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
