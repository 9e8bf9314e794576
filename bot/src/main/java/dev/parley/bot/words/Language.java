package dev.parley.bot.words;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A language that Parley speaks itself. */
public enum Language {
    /** English, the root bundle. */
    EN(Locale.ENGLISH),
    /** Chinese, in simplified characters. */
    ZH(Locale.CHINESE),
    /** Spanish. */
    ES(Locale.of("es")),
    /** German. */
    DE(Locale.GERMAN),
    /** French. */
    FR(Locale.FRENCH),
    /** Japanese. */
    JA(Locale.JAPANESE);

    /** Where Chinese is written in traditional characters. */
    private static final Set<String> TRADITIONAL = Set.of("TW", "HK", "MO");

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    /** The language for numbers and bundles, without a country. */
    public Locale locale() {
        return locale;
    }

    /** The bot's own words in it. */
    public Words words() {
        return new Words(locale);
    }

    /**
     * The language that somebody reads.
     *
     * @param reader theirs, with or without a country
     * @return empty where Parley does not speak it
     */
    public static Optional<Language> of(Locale reader) {
        boolean traditional = reader.getScript().equals("Hant")
                || (reader.getScript().isEmpty() && TRADITIONAL.contains(reader.getCountry()));
        return Arrays.stream(values())
                .filter(each -> each.locale.getLanguage().equals(reader.getLanguage()))
                .filter(each -> each != ZH || !traditional)
                .findFirst();
    }
}
