package dev.parley.bot.platform.slack;

import java.util.Set;

/**
 * Who Parley is in its workspace, as Slack said when it was asked.
 *
 * @param teamId the workspace
 * @param teamName its name
 * @param userId the bot's user, which people mention
 * @param botId the bot as the author of messages
 * @param name the name of the bot's user
 * @param enterpriseId the organisation that the workspace belongs to; empty where there is none
 * @param url the workspace's address
 * @param scopes what the token may do; empty where Slack did not say
 */
record SlackSelf(
        String teamId,
        String teamName,
        String userId,
        String botId,
        String name,
        String enterpriseId,
        String url,
        Set<String> scopes) {
    SlackSelf {
        scopes = Set.copyOf(scopes);
    }

    /** Whether this author is Parley. */
    boolean wrote(SlackMessage message) {
        return message.user().equals(userId) || message.botId().equals(botId);
    }
}
