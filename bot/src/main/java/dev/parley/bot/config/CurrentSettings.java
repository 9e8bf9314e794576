package dev.parley.bot.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings as they hold now. Who reads them here each time sees a reload; what a restart is needed for stays as it
 * was at the start.
 */
public final class CurrentSettings implements Supplier<Settings> {
    private static final int LONGEST_VALUE = 100;

    private final Schema schema = new Schema(Settings.class);
    private volatile Settings now;

    /**
     * What another configuration means while Parley runs.
     *
     * @param settings what would hold
     * @param changed what would change at once, each as "key: old -> new"
     * @param restart what would not change before a restart, in the same words
     */
    public record Change(Settings settings, List<String> changed, List<String> restart) {}

    /**
     * Begins with the settings of the start.
     *
     * @param settings as they were read
     */
    public CurrentSettings(Settings settings) {
        this.now = settings;
    }

    @Override
    public Settings get() {
        return now;
    }

    /**
     * Compares; changes nothing.
     *
     * @param fresh a configuration without mistakes
     * @return what it would change
     */
    public Change compare(Settings fresh) {
        var before = schema.values(now);
        var wanted = schema.values(fresh);
        var values = new LinkedHashMap<>(before);
        var changed = new ArrayList<String>();
        var restart = new ArrayList<String>();
        for (var entry : schema.entries()) {
            var key = entry.key();
            if (Objects.equals(before.get(key), wanted.get(key))) {
                continue;
            }
            var line = line(entry, before.get(key), wanted.get(key));
            if (!entry.setting().live()) {
                restart.add(line);
                continue;
            }
            changed.add(line);
            var value = wanted.get(key);
            if (value == null) {
                values.remove(key);
            } else {
                values.put(key, value);
            }
        }
        return new Change(schema.build(Settings.class, values), List.copyOf(changed), List.copyOf(restart));
    }

    /** Lets the changed settings hold from now on. */
    public void take(Change change) {
        now = change.settings();
    }

    /**
     * Which settings a reload changes, for the help: whole sections by their name, else "section: one, another".
     *
     * @return a line for each section that has one
     */
    public static List<String> live() {
        return sections(true);
    }

    /** Which settings need a restart, in the same form. */
    public static List<String> fixed() {
        return sections(false);
    }

    private static List<String> sections(boolean live) {
        var entries = new Schema(Settings.class).entries();
        return entries.stream()
                .map(CurrentSettings::section)
                .distinct()
                .map(section -> section(
                        section,
                        entries.stream()
                                .filter(entry -> section(entry).equals(section))
                                .toList(),
                        live))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Its name where all of it is of this kind, else with the names of what is; empty where nothing is. */
    private static String section(String name, List<Schema.Entry> entries, boolean live) {
        var ofTheKind =
                entries.stream().filter(entry -> entry.setting().live() == live).toList();
        return ofTheKind.size() == entries.size() || ofTheKind.isEmpty()
                ? ofTheKind.isEmpty() ? "" : name
                : name + ": " + names(ofTheKind);
    }

    private static String section(Schema.Entry entry) {
        return entry.key().substring(0, entry.key().indexOf('.'));
    }

    /** Without their section, and of a section in a section only that. */
    private static String names(List<Schema.Entry> entries) {
        return entries.stream()
                .map(entry -> entry.key().split("\\.", -1)[1])
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String line(Schema.Entry entry, @Nullable Object before, @Nullable Object wanted) {
        return entry.isSecret()
                ? entry.key() + ": " + (wanted == null ? "taken away" : before == null ? "set" : "another one")
                : entry.key() + ": " + shown(entry, before) + " -> " + shown(entry, wanted);
    }

    private static String shown(Schema.Entry entry, @Nullable Object value) {
        if (value == null) {
            return entry.defaultWords().isEmpty() ? "not set" : "not set (" + entry.defaultWords() + ")";
        }
        var text = Yaml.of(EffectiveSettings.withoutSecrets(value));
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
