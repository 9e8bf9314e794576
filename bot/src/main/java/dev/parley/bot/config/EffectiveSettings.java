package dev.parley.bot.config;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bot.config.SettingsReader.Place;
import dev.parley.bot.config.SettingsReader.Sourced;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What holds after flags, environment, file and defaults, each setting with where it comes from. Of a secret nothing is
 * shown but whether it is there: no length and no beginning.
 */
public final class EffectiveSettings {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DEFAULT = "default";
    private static final String HIDDEN = "(secret)";

    /** Far enough to the right that most values stand before it. */
    private static final int COLUMN = 44;

    /** An argument of {@code engine.command} whose value is a secret, or that holds one. */
    private static final Pattern SECRET_ARGUMENT =
            Pattern.compile("(-{1,2}[\\w-]*(?:key|token|secret|password))(=.*)?", Pattern.CASE_INSENSITIVE);

    private final @Nullable Path file;
    private final Schema schema;
    private final Map<String, Object> values;
    private final Map<String, String> sources = new LinkedHashMap<>();

    /**
     * Looks at a configuration.
     *
     * @param read what was read, and from where
     * @param file the file that was read; null where there is none
     */
    public EffectiveSettings(Sourced<? extends Record> read, @Nullable Path file) {
        this.file = file;
        this.schema = new Schema(read.settings().getClass());
        this.values = schema.values(read.settings());
        read.sources().forEach((key, place) -> sources.put(key, shortened(place)));
    }

    /**
     * What counts where the configuration says nothing, such as the model that was chosen by a command.
     *
     * @param key the setting
     * @param value its value
     * @param source where it comes from
     */
    public void otherwise(String key, String value, String source) {
        if (values.putIfAbsent(key, value) == null) {
            sources.put(key, source);
        }
    }

    /** The file's folders stand in the first line and nowhere else. */
    private static String shortened(Place place) {
        return place.line() == 0 ? place.where() : Path.of(place.where()).getFileName() + ":" + place.line();
    }

    /** As YAML that Parley reads again, but for the secrets; sources stand behind the values. Ends in a line break. */
    public String yaml() {
        var lines = new ArrayList<String>();
        lines.add(file == null ? "# no file is there; what counts comes from elsewhere" : "# " + file.toAbsolutePath());
        var open = List.<String>of();
        for (var entry : schema.entries()) {
            var words = List.of(entry.key().split("\\.", -1));
            var sections = words.subList(0, words.size() - 1);
            for (int depth = 0; depth < sections.size(); depth++) {
                if (depth >= open.size() || !sections.subList(0, depth + 1).equals(open.subList(0, depth + 1))) {
                    lines.add("  ".repeat(depth) + sections.get(depth) + ":");
                }
            }
            open = sections;
            lines.add(line("  ".repeat(sections.size()), words.getLast(), entry));
        }
        return String.join("\n", lines) + "\n";
    }

    private String line(String indent, String name, Schema.Entry entry) {
        var value = values.get(entry.key());
        var source = sources.get(entry.key());
        var shown = indent
                + (value == null
                        ? name + ":"
                        : entry.isSecret()
                                ? "# " + name + ": set, not shown"
                                : name + ": " + Yaml.of(withoutSecrets(value)));
        var words = source != null
                ? source
                : value == null && !entry.defaultWords().isEmpty() ? DEFAULT + ": " + entry.defaultWords() : DEFAULT;
        return shown + " ".repeat(Math.max(2, COLUMN - shown.length())) + "# " + words;
    }

    /**
     * As one JSON object: {@code file} (or null) and {@code settings} by dotted key, each with {@code value} (null: none),
     * {@code source} and {@code reload} (whether {@code parley reload} changes it); a secret has {@code set} in place of a
     * value.
     */
    public String json() {
        var root = JSON.createObjectNode();
        root.put("file", file == null ? null : file.toAbsolutePath().toString());
        var settings = root.putObject("settings");
        for (var entry : schema.entries()) {
            var one = settings.putObject(entry.key());
            var value = values.get(entry.key());
            if (entry.isSecret()) {
                one.put("set", value != null);
            } else {
                put(one, value == null ? null : withoutSecrets(value));
            }
            one.put("source", sources.getOrDefault(entry.key(), DEFAULT));
            one.put("reload", entry.setting().live());
        }
        return root.toPrettyString() + "\n";
    }

    private static void put(ObjectNode one, @Nullable Object value) {
        switch (value) {
            case Collection<?> items -> {
                var array = one.putArray("value");
                items.forEach(each -> array.add(each.toString()));
            }
            case Boolean truth -> one.put("value", truth);
            case Integer number -> one.put("value", number);
            case Long number -> one.put("value", number);
            case Double number -> one.put("value", number);
            case ByteSize size -> one.put("value", size.bytes());
            case Enum<?> constant -> one.put("value", Values.written(constant));
            case null -> one.putNull("value");
            default -> one.put("value", value.toString());
        }
    }

    /** A command of one's own may carry a key among its arguments. */
    static Object withoutSecrets(Object value) {
        if (!(value instanceof List<?> items)) {
            return value;
        }
        var shown = new ArrayList<String>();
        boolean hidden = false;
        for (var each : items) {
            var matcher = SECRET_ARGUMENT.matcher(each.toString());
            boolean names = matcher.matches();
            shown.add(
                    hidden
                            ? HIDDEN
                            : names && matcher.group(2) != null ? matcher.group(1) + "=" + HIDDEN : each.toString());
            hidden = !hidden && names && matcher.group(2) == null;
        }
        return shown;
    }
}
