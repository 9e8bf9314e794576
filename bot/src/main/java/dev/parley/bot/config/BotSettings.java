package dev.parley.bot.config;

import dev.parley.bot.words.Language;
import dev.parley.bot.words.Words;

/**
 * How the bot appears.
 *
 * @param name the name it answers by
 * @param language what it says itself in, in the terminal and where all see it
 */
public record BotSettings(
        @Setting(value = "the name it answers by", fallback = "Parley", min = 1, max = 80, live = true)
        String name,

        @Setting(value = "the language of the bot's own words: en, zh, es, de, fr or ja", fallback = "en", live = true)
        Language language) {
    /** The bot's own words in that language. */
    public Words words() {
        return language.words();
    }
}
