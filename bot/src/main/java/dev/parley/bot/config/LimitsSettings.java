package dev.parley.bot.config;

/**
 * What one person may ask of Parley, on all platforms.
 *
 * @param messagesAMinute messages in a minute that are answered; 0: any number
 * @param tokensADay tokens in 24 hours, read anew or written; 0: any number
 */
public record LimitsSettings(
        @Setting(
                value = "messages a minute and person; 0: no limit",
                fallback = "20",
                max = 10_000,
                unit = "messages",
                live = true)
        int messagesAMinute,

        @Setting(
                value = "tokens a day and person, read and written; 0: no limit",
                fallback = "0",
                max = 1e12,
                unit = "tokens",
                live = true)
        long tokensADay) {}
