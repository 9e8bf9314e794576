package dev.parley.bot.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ChoiceFormat;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LanguagesTest {
    /** Signs and units, which are written the same way. */
    private static final Set<String> ALIKE = Set.of(
            "status.started",
            "button.good",
            "button.bad",
            "footer.timings",
            "progress.speed",
            "progress.done",
            "why.doubt",
            "why.alternative",
            "access.seconds",
            "access.minutes",
            "access.hours");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");

    /** More than one value, as plurals have forms. */
    private static final List<Integer> NUMBERS = List.of(0, 1, 2, 3, 21, 1000);

    @ParameterizedTest
    @EnumSource(Language.class)
    void hasEveryKeyInTheOrderOfTheEnglishFile(Language language) throws IOException {
        assertThat(keys(language)).containsExactlyElementsOf(keys(Language.EN));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void hasTheSamePlaceholdersInEachPattern(Language language) throws IOException {
        Properties english = patterns(Language.EN);
        Properties theirs = patterns(language);

        assertThat(theirs.stringPropertyNames())
                .allSatisfy(key -> assertThat(placeholders(theirs.getProperty(key)))
                        .as(key)
                        .isEqualTo(placeholders(english.getProperty(key))));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void formatsEveryPatternWithoutLeavingAnyOfItOver(Language language) throws IOException {
        Properties patterns = patterns(language);

        assertThat(patterns.stringPropertyNames()).allSatisfy(key -> {
            for (int number : NUMBERS) {
                assertThat(language.words().say(key, number, number, number, number, number))
                        .as("%s with %s", key, number)
                        .isNotBlank()
                        .doesNotContain("{", "}", "''");
            }
        });
    }

    /** A quote left open in a plural would swallow what follows it. */
    @ParameterizedTest
    @EnumSource(Language.class)
    void doublesApostrophesAndUsesNoneInPlurals(Language language) throws IOException {
        Properties patterns = patterns(language);

        assertThat(patterns.stringPropertyNames()).allSatisfy(key -> {
            var pattern = patterns.getProperty(key);
            assertThat(pattern.replace("''", "")).as(key).doesNotContain("'");
            for (var format : new MessageFormat(pattern, Locale.ROOT).getFormats()) {
                if (format instanceof ChoiceFormat choice) {
                    assertThat(choice.toPattern()).as(key).doesNotContain("'");
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(value = Language.class, mode = EnumSource.Mode.EXCLUDE, names = "EN")
    void leavesNothingInEnglish(Language language) throws IOException {
        Properties english = patterns(Language.EN);
        Properties theirs = patterns(language);

        assertThat(theirs.stringPropertyNames())
                .filteredOn(key -> !ALIKE.contains(key))
                .allSatisfy(key -> assertThat(theirs.getProperty(key)).as(key).isNotEqualTo(english.getProperty(key)));
    }

    @ParameterizedTest
    @CsvSource({
        "en-GB, EN",
        "en-US, EN",
        "zh-CN, ZH",
        "zh-Hans, ZH",
        "zh-Hans-HK, ZH",
        "es-ES, ES",
        "es-419, ES",
        "de, DE",
        "de-AT, DE",
        "fr, FR",
        "ja, JA"
    })
    void readsThePersonsLanguageWithOrWithoutACountry(String tag, Language language) {
        assertThat(Language.of(Locale.forLanguageTag(tag))).contains(language);
    }

    @ParameterizedTest
    @CsvSource({"it", "zh-TW", "zh-HK", "zh-Hant", "pt-BR", "unknown", "und"})
    void speaksTheSharedLanguageToThoseWhoseOwnItDoesNot(String tag) {
        var languages = new Languages(Language.DE);

        assertThat(languages.of(Locale.forLanguageTag(tag)).say("command.new")).isEqualTo("beginnt ein neues Gespräch");
    }

    @ParameterizedTest
    @CsvSource({
        "1, next in line …",
        "2, 2nd in line …",
        "3, 3rd in line …",
        "11, 11th in line …",
        "20, 20th in line …",
        "21, number 21 in line …"
    })
    void countsThePlacesInLine(int place, String said) {
        assertThat(Words.english().say("status.waiting", place, 0, 0)).isEqualTo(said);
    }

    @Test
    void groupsNumbersAsTheLanguageDoes() {
        assertThat(Language.DE.words().say("attachment.cut", "a.txt", 20_000)).contains("20.000");
    }

    private static Set<Integer> placeholders(String pattern) {
        Set<Integer> numbers = new LinkedHashSet<>();
        PLACEHOLDER
                .matcher(pattern)
                .results()
                .map(MatchResult::group)
                .forEach(each -> numbers.add(Integer.valueOf(each.substring(1))));
        return numbers;
    }

    private static Properties patterns(Language language) throws IOException {
        var patterns = new Properties();
        try (Reader file = new InputStreamReader(
                LanguagesTest.class.getResourceAsStream(name(language)), StandardCharsets.UTF_8)) {
            patterns.load(file);
        }
        return patterns;
    }

    /** As they are written: a bundle gives them in no order, and hides one that is there twice. */
    private static List<String> keys(Language language) throws IOException {
        List<String> keys = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/main/resources/dev/parley/bot/words", name(language)))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(line.substring(0, line.indexOf('=')).strip());
            }
        }
        return keys;
    }

    private static String name(Language language) {
        return language == Language.EN ? "messages.properties" : "messages_" + language.locale() + ".properties";
    }
}
