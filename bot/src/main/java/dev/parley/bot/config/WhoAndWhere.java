package dev.parley.bot.config;

import java.util.Set;

/**
 * People and places of Discord, by id.
 *
 * @param users people
 * @param roles all who have one of these roles
 * @param channels channels, with their threads; a thread can be named by itself, too
 * @param servers servers
 */
public record WhoAndWhere(
        @Setting(value = "ids of people", form = Form.DISCORD_ID, live = true)
        Set<String> users,

        @Setting(value = "ids of roles", form = Form.DISCORD_ID, live = true)
        Set<String> roles,

        @Setting(value = "ids of channels", form = Form.DISCORD_ID, live = true)
        Set<String> channels,

        @Setting(value = "ids of servers", form = Form.DISCORD_ID, live = true)
        Set<String> servers) {}
