package dev.parley.bot.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bot on Discord.
 *
 * @param token the bot's token; null: Parley is not on Discord
 * @param apiUrl where Discord's REST interface is
 * @param gatewayUrl where its gateway is; null: what the REST interface says
 * @param autoThread whether a mention in a channel opens a thread
 * @param footer what stands under every reply
 * @param longestReply characters of a reply that are written as messages; the rest is sent as a file
 * @param directMessages whether direct messages are answered
 * @param allow who is answered, and where; an empty list allows all
 * @param block who is never answered, and where; wins over {@code allow}
 * @param admins people who may see and stop everything, by id
 * @param bots other bots that are answered, by id
 * @param botTurns replies in a row to bots in one channel with no person in between
 */
public record DiscordSettings(
        @Setting(value = "the bot's token; write ${DISCORD_TOKEN}, not the token itself", min = 1, max = 512) @Nullable Secret token,

        @Setting(
                value = "address of Discord's REST interface",
                fallback = "https://discord.com/api/v10",
                form = Form.WEB_ADDRESS,
                min = 1,
                max = 2048)
        String apiUrl,

        @Setting(
                value = "address of Discord's gateway; default: what the REST interface says",
                form = Form.WEBSOCKET_ADDRESS,
                example = "wss://gateway.discord.gg",
                min = 1,
                max = 2048)
        @Nullable String gatewayUrl,

        @Setting(value = "a mention in a channel opens a thread", fallback = "false", live = true)
        boolean autoThread,

        @Setting(value = "under every reply: none, or timings", fallback = "none", live = true)
        Footer footer,

        @Setting(
                value = "characters of a reply above which the rest is a file",
                fallback = "8000",
                min = 200,
                max = 1_000_000,
                unit = "characters",
                live = true)
        int longestReply,

        @Setting(value = "direct messages are answered", fallback = "true", live = true)
        boolean directMessages,

        @Section("who is answered, and where; an empty list allows all")
        WhoAndWhere allow,

        @Section("who is never answered, and where; wins over allow")
        WhoAndWhere block,

        @Setting(value = "ids of people who see and may stop everything", form = Form.DISCORD_ID, live = true)
        Set<String> admins,

        @Setting(value = "ids of other bots that are answered", form = Form.DISCORD_ID, live = true)
        Set<String> bots,

        @Setting(
                value = "replies in a row to bots in a channel, with no person in between",
                fallback = "4",
                min = 1,
                max = 1000,
                unit = "replies",
                live = true)
        int botTurns) {}
