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
        @Section("how the bot appears") BotSettings bot,

        @Section("the model and how it is run") EngineSettings engine,

        @Section("how replies are made; where a persona says otherwise, what stands here wins")
        ChatSettings chat,

        @Section("what one person may ask for, on all platforms; admins are not limited")
        LimitsSettings limits,

        @Section("the bot on Discord, where there is a token")
        DiscordSettings discord,

        @Section("the bot on Slack, where there are tokens") SlackSettings slack,

        @Section("health and metrics of what runs, over HTTP")
        OperateSettings operate,

        @Section("what Parley writes down of its work") LogSettings logging) {}
