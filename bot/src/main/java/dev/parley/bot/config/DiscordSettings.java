package dev.parley.bot.config;

import org.jspecify.annotations.Nullable;

/**
 * The bot on Discord.
 *
 * @param token the bot's token; null: Parley is not on Discord
 * @param apiUrl where Discord's REST interface is
 * @param gatewayUrl where its gateway is; null: what the REST interface says
 */
public record DiscordSettings(
        @Setting(value = "the bot's token; write ${DISCORD_TOKEN}, not the token itself", min = 1, max = 512) @Nullable Secret token,

        @Setting(
                value = "address of Discord's REST interface",
                fallback = "https://discord.com/api/v10",
                min = 1,
                max = 2048)
        String apiUrl,

        @Setting(value = "address of Discord's gateway; default: what the REST interface says", min = 1, max = 2048)
        @Nullable String gatewayUrl) {}
