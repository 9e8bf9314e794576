package dev.parley.bot.words;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.function.Supplier;

/**
 * The bot's own words, from {@code messages.properties}. Patterns are {@link MessageFormat}'s: an apostrophe is written
 * twice, {@code {0}} stands for the first value, {@code {0,choice,1#a reply|1<{0} replies}} for a plural. Numbers are
 * grouped as the language does it; ids and the like are passed as strings.
 */
public final class Words {
    private final Supplier<Locale> locale;

    /**
     * Loads the words of a language; English where there are none.
     *
     * @param locale the language, also for numbers
     */
    public Words(Locale locale) {
        this(() -> locale);
        var _ = bundle(locale);
    }

    private Words(Supplier<Locale> locale) {
        this.locale = locale;
    }

    /**
     * The words of a language that may change while somebody holds them.
     *
     * @param language asked at each word
     */
    public static Words following(Supplier<Language> language) {
        return new Words(() -> language.get().locale());
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
        Locale now = locale.get();
        return new MessageFormat(bundle(now).getString(key), now).format(values);
    }

    /** From the JDK's cache, but for the first time. */
    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                "dev.parley.bot.words.messages", locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }
}
