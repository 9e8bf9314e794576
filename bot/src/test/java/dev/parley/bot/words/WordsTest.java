package dev.parley.bot.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Pattern SAID = Pattern.compile("\\bsay\\(\\s*\"([^\"]+)\"");

    @Test
    void everyKeyThatIsUsedExistsAndEveryKeyIsUsed() throws IOException {
        var keys = bundle().keySet();
        var source = source();

        assertThat(SAID.matcher(source).results().map(match -> match.group(1))).isSubsetOf(keys);
        assertThat(keys).allSatisfy(key -> assertThat(source).contains("\"" + key + "\""));
    }

    @Test
    void everyMessageIsAPatternWithItsApostrophesDoubled() {
        var bundle = bundle();
        assertThat(bundle.keySet()).allSatisfy(key -> {
            var pattern = bundle.getString(key);
            new MessageFormat(pattern, Locale.ENGLISH);
            assertThat(pattern.replace("''", "")).doesNotContain("'");
        });
    }

    @Test
    void followALanguageThatChanges() {
        var language = new AtomicReference<>(Language.EN);
        var words = Words.following(language::get);
        assertThat(words.say("command.new")).isEqualTo("begins a new conversation");

        language.set(Language.DE);
        assertThat(words.say("command.new")).isEqualTo(Language.DE.words().say("command.new"));
    }

    @Test
    void fallsBackToEnglish() {
        assertThat(new Words(Locale.ITALIAN).say("command.new")).isEqualTo("begins a new conversation");
    }

    @Test
    void findsWhatWasMeant() {
        var words = List.of("persona", "status", "stop", "new");

        assertThat(NearMatch.of("Presona", words)).contains("persona");
        assertThat(NearMatch.of("sotp", words)).contains("stop");
        assertThat(NearMatch.of("stat", words)).contains("status");
        assertThat(NearMatch.of("nwe", words)).contains("new");
        assertThat(NearMatch.of("weather", words)).isEmpty();
        assertThat(NearMatch.of("x", words)).isEmpty();
        assertThat(NearMatch.of("", words)).isEmpty();
        assertThat(NearMatch.of("p".repeat(100_000), words)).isEmpty();
    }

    private static ResourceBundle bundle() {
        return ResourceBundle.getBundle("dev.parley.bot.words.messages", Locale.ROOT);
    }

    private static String source() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(WordsTest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
