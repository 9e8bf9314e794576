package dev.parley.bot.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which settings a record of sections has, by key, in the order in which they are declared. */
final class Schema {
    /** One setting: its key ("engine.gpu-layers"), type and annotation. */
    record Entry(String key, Class<?> type, Setting setting) {
        String environmentName() {
            return Schema.environmentName(key);
        }

        /** Whether it may be shown to nobody. */
        boolean isSecret() {
            return type == Secret.class;
        }

        /** What it is when nobody says anything, in words: its fallback, or what its description promises. */
        String defaultWords() {
            if (!setting.fallback().isEmpty()) {
                return setting.fallback();
            }
            if (isList()) {
                return "[]";
            }
            var words = setting.value();
            int from = words.indexOf(PROMISE);
            return from < 0 ? "" : words.substring(from + PROMISE.length()).replaceFirst(";.*", "");
        }

        /** Whether it is a list of texts. */
        boolean isList() {
            return type == List.class || type == Set.class;
        }

        /** Whether it is a number, with or without a fraction. */
        boolean isNumber() {
            return NUMBERS.contains(type);
        }

        /** The command line's name for it, where it has one: {@code chat.max-tokens} is {@code --max-tokens}. */
        String flagName() {
            return "--" + key.substring(key.lastIndexOf('.') + 1);
        }
    }

    private static final String PROMISE = "default: ";
    private static final Set<Class<?>> NUMBERS =
            Set.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class);

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> sections = new TreeMap<>();

    Schema(Class<? extends Record> type) {
        collect(type, "");
    }

    private void collect(Class<?> type, String prefix) {
        for (var component : type.getRecordComponents()) {
            var key = prefix + kebab(component.getName());
            var setting = component.getAnnotation(Setting.class);
            if (setting != null) {
                entries.put(key, new Entry(key, component.getType(), setting));
            } else {
                var section = component.getAnnotation(Section.class);
                sections.put(key, section == null ? "" : section.value());
                collect(component.getType(), key + ".");
            }
        }
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    Collection<String> keys() {
        return entries.keySet();
    }

    /**
     * {@code engine.gpu-layers} is {@code PARLEY_ENGINE_GPU_LAYERS}; what belongs to a platform goes by the name that
     * everybody gives it, {@code DISCORD_TOKEN}.
     */
    static String environmentName(String key) {
        String prefix = key.startsWith("discord.") || key.startsWith("slack.") ? "" : "PARLEY_";
        return prefix + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The sections by key; one in another is "discord.allow". */
    Collection<String> sections() {
        return sections.keySet();
    }

    /** What a section is about, in one line; empty where nobody said it. */
    String about(String section) {
        return sections.getOrDefault(section, "");
    }

    /** Builds the record from the values of its settings by key; a setting without one is null. */
    <T extends Record> T build(Class<T> type, Map<String, Object> values) {
        return type.cast(build(type, "", values));
    }

    /** The values of a record by the keys of its settings; none for what is null. */
    Map<String, Object> values(Record settings) {
        var values = new LinkedHashMap<String, Object>();
        values(settings, "", values);
        return values;
    }

    private static void values(Record record, String prefix, Map<String, Object> values) {
        for (var component : record.getClass().getRecordComponents()) {
            var key = prefix + kebab(component.getName());
            var value = valueOf(component, record);
            if (!isSetting(component) && value instanceof Record section) {
                values(section, key + ".", values);
            } else if (value != null) {
                values.put(key, value);
            }
        }
    }

    private static Object build(Class<?> type, String prefix, Map<String, Object> values) {
        var components = type.getRecordComponents();
        var types = new ArrayList<Class<?>>();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var key = prefix + kebab(components[i].getName());
            types.add(components[i].getType());
            arguments[i] =
                    isSetting(components[i]) ? values.get(key) : build(components[i].getType(), key + ".", values);
        }
        try {
            var constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
    }

    /** A section, or a setting's value, of a record that was built. */
    static @Nullable Object valueOf(RecordComponent component, Record settings) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component.getName(), e);
        }
    }

    static String nameOf(RecordComponent component) {
        return kebab(component.getName());
    }

    private static boolean isSetting(RecordComponent component) {
        return component.isAnnotationPresent(Setting.class);
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
                .toLowerCase(Locale.ROOT);
    }
}
