package dev.parley.bot.config;

import java.util.Set;

/**
 * People and places of Slack, by id.
 *
 * @param users people
 * @param groups all who are in one of these user groups
 * @param channels channels, with their threads
 * @param workspaces workspaces, or whole organisations
 */
public record SlackWhoAndWhere(
        @Setting(value = "ids of people", form = Form.SLACK_PERSON, live = true)
        Set<String> users,

        @Setting(value = "ids of user groups", form = Form.SLACK_GROUP, live = true)
        Set<String> groups,

        @Setting(value = "ids of channels", form = Form.SLACK_CHANNEL, live = true)
        Set<String> channels,

        @Setting(value = "ids of workspaces", form = Form.SLACK_WORKSPACE, live = true)
        Set<String> workspaces) {}
