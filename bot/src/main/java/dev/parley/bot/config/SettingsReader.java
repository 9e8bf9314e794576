package dev.parley.bot.config;

import dev.parley.bot.words.NearMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration into a record of sections. A flag wins over the environment, the environment over the file,
 * the file over the fallback that {@link Setting} names. What a lower source says is checked all the same: a mistake
 * does not hide behind the value that overrides it.
 *
 * <p>In the file, {@code ${NAME}} stands for an environment variable, which must be set. A relative path starts at the
 * file's own folder, in a flag or in the environment at the working folder. An empty environment variable counts as
 * unset, and so does a secret whose {@code _FILE} is blank. Unknown variables are refused where they look like a setting
 * misspelt ({@code PARLEY_ENGINE_THREDS}); others are not ours to judge.
 */
public final class SettingsReader {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\{");

    private final Map<String, String> environment;

    /**
     * Reads with the environment that is given.
     *
     * @param environment as {@link System#getenv()} has it
     */
    public SettingsReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads a configuration.
     *
     * @param type a record whose components are sections, such as {@link Settings}
     * @param file the file; null where there is none
     * @param flags what the command line says, by key ("chat.max-tokens")
     * @throws ConfigException with every mistake that was found
     */
    public <T extends Record> T read(Class<T> type, @Nullable Path file, Map<String, String> flags) {
        return readWithSources(type, file, flags).settings();
    }

    /**
     * The same, and where each setting was written that counts.
     *
     * @param type as above
     * @param file as above
     * @param flags as above
     * @throws ConfigException as above
     */
    public <T extends Record> Sourced<T> readWithSources(
            Class<T> type, @Nullable Path file, Map<String, String> flags) {
        var reading = new Reading(new Schema(type));
        reading.fallbacks();
        if (file != null) {
            reading.file(file.toAbsolutePath());
        }
        reading.environment();
        reading.flags(flags);
        if (!reading.problems.isEmpty()) {
            throw new ConfigException(reading.problems);
        }
        T settings = reading.schema.build(type, reading.values);
        reading.together(settings);
        if (!reading.problems.isEmpty()) {
            throw new ConfigException(reading.problems);
        }
        return new Sourced<>(settings, Map.copyOf(reading.places));
    }

    /**
     * What is secret in a configuration.
     *
     * @param settings a record whose components are sections
     * @return the values of all secrets that are set
     */
    public static Set<String> secrets(Record settings) {
        return new Schema(settings.getClass())
                .values(settings).values().stream()
                        .flatMap(value -> value instanceof Secret(String text) ? Stream.of(text) : Stream.of())
                        .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A configuration and where it comes from.
     *
     * @param settings what counts
     * @param sources by key, where it was written; nothing for a setting that nobody wrote
     */
    public record Sourced<T extends Record>(T settings, Map<String, Place> sources) {}

    /**
     * Where a setting was written that counts.
     *
     * @param where a file, an environment variable or a flag
     * @param line the line in the file, from 1; 0 outside of a file
     */
    public record Place(String where, int line) {
        @Override
        public String toString() {
            return line == 0 ? where : where + ":" + line;
        }
    }

    /** One reading: later sources put their values over earlier ones, and every mistake is noted. */
    private final class Reading {
        private final Schema schema;
        private final Map<String, Object> values = new HashMap<>();
        private final Map<String, Place> places = new HashMap<>();
        private final List<ConfigProblem> problems = new ArrayList<>();
        private final Path workingFolder = Path.of("").toAbsolutePath();

        Reading(Schema schema) {
            this.schema = schema;
        }

        void fallbacks() {
            for (var entry : schema.entries()) {
                if (entry.isList()) {
                    values.put(entry.key(), Values.listOf(entry, List.of()));
                }
                if (!entry.setting().fallback().isEmpty()) {
                    take(entry, entry.setting().fallback(), workingFolder)
                            .ifPresent(words -> problem("the default of " + entry.key(), words));
                }
            }
        }

        void file(Path file) {
            var found = new ArrayList<ConfigProblem>();
            var folder = Optional.ofNullable(file.getParent()).orElse(file);
            BiConsumer<YamlFile.Written, String> mistake =
                    (place, words) -> found.add(new ConfigProblem(file.toString(), place.line(), words));
            YamlFile.read(file, found)
                    .forEach((key, written) -> schema.entry(key)
                            .ifPresentOrElse(
                                    entry -> {
                                        places.put(key, new Place(file.toString(), written.line()));
                                        takeWritten(entry, written, folder, mistake);
                                    },
                                    () -> mistake.accept(written, unknown(key))));
            found.sort(Comparator.comparingInt(ConfigProblem::line));
            problems.addAll(found);
        }

        private String unknown(String key) {
            if (schema.sections().contains(key)) {
                return key + " is a section; its settings stand indented below it";
            }
            var lastWord = key.substring(key.lastIndexOf('.') + 1);
            return NearMatch.of(key, schema.keys())
                    .or(() -> schema.keys().stream()
                            .filter(known -> known.endsWith("." + lastWord))
                            .findFirst())
                    .map(near -> "there is no setting " + key + "; did you mean " + near + "?")
                    .orElseGet(() -> "there is no setting " + key + "; the sections are "
                            + schema.sections().stream()
                                    .filter(section -> !section.contains("."))
                                    .collect(Collectors.joining(", ")));
        }

        private void takeWritten(
                Schema.Entry entry,
                YamlFile.Written written,
                Path folder,
                BiConsumer<YamlFile.Written, String> mistake) {
            switch (written) {
                case YamlFile.Scalar scalar ->
                    readWritten(entry, scalar, text -> Values.read(entry, text, folder), mistake)
                            .ifPresent(value -> values.put(entry.key(), value));
                case YamlFile.Sequence(var scalars, int _)
                when entry.isList() -> {
                    var items = scalars.stream()
                            .map(each -> readWritten(entry, each, text -> Values.item(entry, text), mistake))
                            .flatMap(Optional::stream)
                            .toList();
                    values.put(entry.key(), Values.listOf(entry, items));
                }
                case YamlFile.Sequence _ -> mistake.accept(written, entry.key() + " takes one value, not a list");
            }
        }

        /** Puts environment variables in before the value is read; a mistake is told, and nothing given back. */
        private Optional<Object> readWritten(
                Schema.Entry entry,
                YamlFile.Scalar scalar,
                Function<String, Values.Read> read,
                BiConsumer<YamlFile.Written, String> mistake) {
            var wrong = new ArrayList<String>();
            var substituted = REFERENCE.matcher(scalar.text()).replaceAll(match -> {
                var name = match.group(1);
                if (name == null) {
                    wrong.add("'${' is not followed by a variable's name and '}'");
                } else if (!environment.containsKey(name)) {
                    wrong.add("the environment variable " + name + " is not set");
                }
                return Matcher.quoteReplacement(name == null ? "" : environment.getOrDefault(name, ""));
            });
            return switch (wrong.isEmpty()
                    ? read.apply(substituted)
                    : new Values.Read.Wrong(String.join("; ", wrong))) {
                case Values.Read.Value(var value) -> Optional.of(value);
                case Values.Read.Wrong(var words) -> {
                    mistake.accept(scalar, entry.key() + ": " + words);
                    yield Optional.empty();
                }
            };
        }

        void environment() {
            var names = new ArrayList<String>();
            for (var entry : schema.entries()) {
                var name = entry.environmentName();
                names.add(name);
                variable(name)
                        .flatMap(text -> take(entry, text, workingFolder, name))
                        .ifPresent(words -> problem(name, words));
                if (entry.type() == Secret.class) {
                    names.add(name + "_FILE");
                    variable(name + "_FILE")
                            .flatMap(file -> takeSecret(entry, file))
                            .ifPresent(words -> problem(name + "_FILE", words));
                }
            }
            for (var section : schema.sections()) {
                misspelt(Schema.environmentName(section) + "_", names);
            }
        }

        private Optional<String> takeSecret(Schema.Entry entry, String file) {
            if (variable(entry.environmentName()).isPresent()) {
                return Optional.of(entry.environmentName() + " is set too; only one of them can count");
            }
            try {
                var secret = Files.readString(Path.of(file));
                return secret.isBlank()
                        ? Optional.empty()
                        : take(entry, secret, workingFolder, entry.environmentName() + "_FILE");
            } catch (IOException | InvalidPathException e) {
                return Optional.of("cannot read the file that it names: " + e.getMessage());
            }
        }

        /** Only what follows the section is compared: Kubernetes sets names such as PARLEY_ENGINE_PORT_8080_TCP. */
        private void misspelt(String prefix, List<String> names) {
            var known = names.stream()
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length()))
                    .toList();
            environment.keySet().stream()
                    .filter(name -> name.startsWith(prefix) && !names.contains(name))
                    .sorted()
                    .forEach(name -> NearMatch.of(name.substring(prefix.length()), known)
                            .ifPresent(near ->
                                    problem(name, "there is no such setting; did you mean " + prefix + near + "?")));
        }

        void flags(Map<String, String> flags) {
            for (var entry : schema.entries()) {
                Optional.ofNullable(flags.get(entry.key()))
                        .flatMap(text -> take(entry, text, workingFolder, entry.flagName()))
                        .ifPresent(words -> problem(entry.flagName(), words));
            }
        }

        private Optional<String> take(Schema.Entry entry, String text, Path folder, String where) {
            places.put(entry.key(), new Place(where, 0));
            return take(entry, text, folder);
        }

        /** Puts a value in its place, or gives back what is wrong with it. */
        private Optional<String> take(Schema.Entry entry, String text, Path folder) {
            return switch (Values.read(entry, text, folder)) {
                case Values.Read.Value(var value) -> {
                    values.put(entry.key(), value);
                    yield Optional.empty();
                }
                case Values.Read.Wrong(var words) -> Optional.of(words);
            };
        }

        /** What is wrong with settings that are right each by itself. */
        void together(Record settings) {
            for (var component : settings.getClass().getRecordComponents()) {
                if (CheckedSection.class.isAssignableFrom(component.getType())
                        && Schema.valueOf(component, settings) instanceof CheckedSection section) {
                    section.mistakes().forEach(words -> problem(Schema.nameOf(component), words));
                    section.mistakes(places.keySet()).forEach((key, words) -> {
                        var place = places.getOrDefault(key, new Place(key, 0));
                        problems.add(new ConfigProblem(place.where(), place.line(), key + ": " + words));
                    });
                }
            }
        }

        private void problem(String where, String words) {
            problems.add(new ConfigProblem(where, 0, words));
        }

        private Optional<String> variable(String name) {
            return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
        }
    }
}
