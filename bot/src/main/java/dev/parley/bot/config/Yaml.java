package dev.parley.bot.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as a person would write them into the file. */
final class Yaml {
    /** What YAML takes for a text without quotes, in any of its versions. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_/.@+-]*(:[A-Za-z0-9_/.+-]+)*");

    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

    private Yaml() {}

    /** A value that was read, on one line. */
    static String of(Object value) {
        return switch (value) {
            case Collection<?> items -> items.stream().map(Yaml::of).collect(Collectors.joining(", ", "[", "]"));
            case ByteSize size -> size.written();
            case Enum<?> constant -> Values.written(constant);
            case String text -> text(text);
            case Path path -> text(path.toString());
            default -> String.valueOf(value);
        };
    }

    private static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        // YAML reads JSON's strings.
        return plain ? text : '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
