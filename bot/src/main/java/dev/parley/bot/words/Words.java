package dev.parley.bot.words;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * The bot's own words, from {@code messages.properties}. Patterns are {@link MessageFormat}'s: an apostrophe is written
 * twice, {@code {0}} stands for the first value, {@code {0,choice,1#a reply|1<{0} replies}} for a plural. Numbers are
 * grouped as the language does it; ids and the like are passed as strings.
 */
public final class Words {
    private final ResourceBundle bundle;
    private final Locale locale;

    /**
     * Loads the words of a language; English where there are none.
     *
     * @param locale the language, also for numbers
     */
    public Words(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle(
                "dev.parley.bot.words.messages", locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    /** The words in English. */
    public static Words english() {
        return new Words(Locale.ENGLISH);
    }

    /**
     * One message.
     *
     * @param key its key in the bundle, as a literal, so that a test can find it
     * @param values what stands for {@code {0}}, {@code {1}}, …
     * @throws java.util.MissingResourceException when there is no such key
     */
    public String say(String key, Object... values) {
        return new MessageFormat(bundle.getString(key), locale).format(values);
    }
}
