package dev.parley.bot.config;

/**
 * The whole configuration; each class gets the section that it needs.
 *
 * @param bot how the bot appears
 * @param engine the model and how it is run
 * @param chat how replies are made
 * @param limits what one person may ask for, on all platforms
 * @param discord the bot on Discord
 * @param slack the bot on Slack
 * @param operate where health and metrics are
 * @param logging what goes into the log file
 */
public record Settings(
        BotSettings bot,
        EngineSettings engine,
        ChatSettings chat,
        LimitsSettings limits,
        DiscordSettings discord,
        SlackSettings slack,
        OperateSettings operate,
        LogSettings logging) {}
