package dev.parley.bot.config;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** From text to a setting's value, or to the words that say what it should have been. */
final class Values {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,40}");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");

    /** What was read: a value, or what is wrong with the text. */
    sealed interface Read {
        record Value(Object value) implements Read {}

        record Wrong(String words) implements Read {}
    }

    private Values() {}

    /**
     * Reads one value.
     *
     * @param text what was given; leading and trailing blanks do not count
     * @param base the folder that a relative path starts from
     */
    static Read read(Schema.Entry entry, String text, Path base) {
        var type = entry.type();
        var setting = entry.setting();
        var stripped = text.strip();
        if (type.isEnum()) {
            return choice(type, stripped);
        }
        if (entry.isList()) {
            return list(entry, stripped);
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer" -> number(WHOLE, "a whole number", stripped, setting, BigDecimal::intValue);
            case "long", "Long" -> number(WHOLE, "a whole number", stripped, setting, BigDecimal::longValue);
            case "double", "Double" -> number(NUMBER, "a number", stripped, setting, BigDecimal::doubleValue);
            case "boolean", "Boolean" ->
                switch (stripped.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on" -> new Read.Value(true);
                    case "false", "no", "off" -> new Read.Value(false);
                    default -> new Read.Wrong(quote(stripped) + " is neither true nor false");
                };
            case "ByteSize" -> size(stripped, setting);
            case "String" -> text(stripped, setting, quote(stripped), value -> value);
            case "Path" -> path(stripped, setting, base);
            case "Secret" -> text(stripped, setting, "the text", Secret::new);
            default -> throw new IllegalStateException(type + " is no type for a setting: " + entry.key());
        };
    }

    /** One text of a list. */
    static Read item(Schema.Entry entry, String text) {
        var stripped = text.strip();
        return text(stripped, entry.setting(), quote(stripped), value -> value);
    }

    /** The list that holds what was read for its items. */
    static Object listOf(Schema.Entry entry, List<?> items) {
        return entry.type() == List.class
                ? List.copyOf(items)
                : Collections.unmodifiableSet(new LinkedHashSet<Object>(items));
    }

    private static Read list(Schema.Entry entry, String text) {
        var items = new ArrayList<Object>();
        var wrong = new ArrayList<String>();
        for (var each : COMMA.split(text, -1)) {
            switch (item(entry, each)) {
                case Read.Value(var value) -> items.add(value);
                case Read.Wrong(var words) -> wrong.add(words);
            }
        }
        return wrong.isEmpty() ? new Read.Value(listOf(entry, items)) : new Read.Wrong(String.join("; ", wrong));
    }

    private static Read number(
            Pattern pattern, String kind, String text, Setting setting, Function<BigDecimal, Object> convert) {
        if (pattern.matcher(text).matches()) {
            var value = new BigDecimal(text);
            if (value.compareTo(BigDecimal.valueOf(setting.min())) >= 0
                    && value.compareTo(BigDecimal.valueOf(setting.max())) <= 0) {
                return new Read.Value(convert.apply(value));
            }
        }
        return new Read.Wrong(
                quote(text) + " is not " + kind + " from " + plain(setting.min()) + " to " + plain(setting.max()));
    }

    private static Read size(String text, Setting setting) {
        var size =
                ByteSize.parse(text).filter(value -> value.bytes() >= setting.min() && value.bytes() <= setting.max());
        return size.<Read>map(Read.Value::new)
                .orElseGet(() -> new Read.Wrong(quote(text) + " is not a size such as 512 MB, from "
                        + new ByteSize((long) setting.min()) + " to " + new ByteSize((long) setting.max())));
    }

    private static Read text(String text, Setting setting, String shown, Function<String, Object> convert) {
        if (text.length() < setting.min() || text.length() > setting.max()) {
            return new Read.Wrong(
                    shown + " is not " + plain(setting.min()) + " to " + plain(setting.max()) + " characters long");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return new Read.Wrong(shown + " has control characters in it");
        }
        return setting.form()
                .wrong(text)
                .<Read>map(words -> new Read.Wrong(shown + " " + words))
                .orElseGet(() -> new Read.Value(convert.apply(text)));
    }

    private static Read path(String text, Setting setting, Path base) {
        try {
            return text(text, setting, quote(text), value -> base.resolve(value).normalize());
        } catch (InvalidPathException e) {
            return new Read.Wrong(quote(text) + " is not a path");
        }
    }

    private static Read choice(Class<?> type, String text) {
        Optional<?> chosen = Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equalsIgnoreCase(text))
                .findFirst();
        return chosen.<Read>map(Read.Value::new)
                .orElseGet(() -> new Read.Wrong(quote(text) + " is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Values::written)
                                .collect(Collectors.joining(", "))));
    }

    /** An enum's constant as a person writes it. */
    static String written(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What somebody wrote, fit for a line of a message: cut at 60 characters and without control characters. */
    static String quote(String text) {
        var shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return "'" + shown.replaceAll("\\p{Cntrl}", " ") + "'";
    }

    /** A number without an exponent. */
    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
