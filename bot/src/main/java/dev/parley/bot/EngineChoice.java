package dev.parley.bot;

import dev.parley.bot.adapter.AdapterFiles;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.EngineSettings;
import dev.parley.bot.config.SafeAddress;
import dev.parley.engine.client.ControlTokens;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.models.MachineMemory;
import dev.parley.engine.models.MemoryPlan;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelSampling;
import dev.parley.engine.supervisor.EngineState;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.engine.supervisor.LlamaServerCommand;
import dev.parley.engine.supervisor.RemoteEngine;
import dev.parley.engine.supervisor.RunningEngine;
import dev.parley.engine.supervisor.SupervisorTimings;
import dev.parley.prompts.PersonaLibrary;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** What computes the replies: one of three, chosen here and nowhere else. */
sealed interface EngineChoice {
    /** Bytes beside the model and its working memory that leave room for whatever a conversation takes. */
    long PLENTY = 4L << 30;

    /**
     * Parley's own engine.
     *
     * @param model what it runs
     */
    record Embedded(ModelSetup.Ready model) implements EngineChoice {}

    /**
     * A llama-server that Parley starts.
     *
     * @param model what it runs
     * @param command the program and its arguments
     */
    record Command(ModelSetup.Ready model, List<String> command) implements EngineChoice {
        /** Copies the list. */
        public Command {
            command = List.copyOf(command);
        }

        private LlamaServerCommand told(Start start, PersonaLibrary personas) {
            EngineSettings settings = start.settings().engine();
            GgufFile file = GgufFile.read(model.file().path());
            int most = settings.context() == null ? MemoryPlan.USUAL_CONTEXT : settings.context();
            return new LlamaServerCommand(
                    arguments(settings),
                    file.path(),
                    model.file().name(),
                    adapters(personas, file.path()),
                    Math.min(most, file.contextLength()),
                    settings.parallel() == null ? MemoryPlan.USUAL_PARALLEL : settings.parallel(),
                    cacheBytes(settings) >> 20,
                    ControlTokens.of(file.controlTokens()),
                    start.home().state());
        }

        /** Of what is free at the start, as Parley's own engine takes it. */
        private static long cacheBytes(EngineSettings settings) {
            return settings.cacheMemory() == null
                    ? MachineMemory.cacheShare(Machine.availableMemory())
                    : settings.cacheMemory().bytes();
        }

        private List<String> arguments(EngineSettings settings) {
            List<String> arguments = new ArrayList<>(command);
            if (settings.threads() != null) {
                arguments.addAll(List.of("--threads", settings.threads().toString()));
            }
            if (settings.gpuLayers() > 0) {
                arguments.addAll(List.of("--gpu-layers", String.valueOf(settings.gpuLayers())));
            }
            return arguments;
        }

        /** It loads adapters at its start only: those of all personas that can be used. */
        private List<Path> adapters(PersonaLibrary personas, Path base) {
            AdapterFiles files = new AdapterFiles();
            return personas.all().stream()
                    .flatMap(each ->
                            Stream.ofNullable(each.adapters().get(model.file().name())))
                    .filter(adapter -> files.flaw(adapter, Optional.of(base)).isEmpty())
                    .map(adapter -> adapter.file().toAbsolutePath())
                    .distinct()
                    .toList();
        }
    }

    /**
     * A server that somebody else runs.
     *
     * @param url where
     * @param model as it is called there; null where there is only one
     */
    record Remote(URI url, @Nullable String model) implements EngineChoice {}

    /**
     * The configured one, with its model fetched where Parley has to have it.
     *
     * @param terminal where a question may be asked; null where there is none
     */
    static EngineChoice of(Start start, @Nullable Terminal terminal) throws InterruptedException, IOException {
        EngineSettings settings = start.settings().engine();
        if (settings.url() != null) {
            return new Remote(URI.create(settings.url()), settings.model());
        }
        ModelSetup.Ready model = new ModelSetup(start).ready(terminal);
        return settings.command().isEmpty() ? new Embedded(model) : new Command(model, words(settings.command()));
    }

    /** The model by a name that is the same whichever way it was written, without fetching it. */
    static String identity(Start start) {
        EngineSettings settings = start.settings().engine();
        return settings.url() == null
                ? ModelSetup.identity(new ModelSetup(start).inUse())
                : identity(URI.create(settings.url()), settings.model());
    }

    private static String identity(URI url, @Nullable String model) {
        return model == null ? url.toString() : url + " " + model;
    }

    /** The model by a name that is the same whichever way it was written. */
    default String identity() {
        return switch (this) {
            case Embedded(ModelSetup.Ready model) -> model.identity();
            case Command(ModelSetup.Ready model, var _) -> model.identity();
            case Remote(URI url, String model) -> identity(url, model);
        };
    }

    /** The model's name, as personas name base models, where that is known without asking. */
    default Optional<String> modelName() {
        return switch (this) {
            case Embedded(ModelSetup.Ready model) -> Optional.of(model.file().name());
            case Command(ModelSetup.Ready model, var _) ->
                Optional.of(model.file().name());
            case Remote(var _, String model) -> Optional.ofNullable(model).map(EngineChoice::simple);
        };
    }

    /** A model as personas name it: llama-server calls a model by its file's path where nobody says otherwise. */
    static String simple(String model) {
        return model.endsWith(".gguf")
                ? model.substring(model.lastIndexOf('/') + 1, model.length() - ".gguf".length())
                : model;
    }

    /** What the model's makers recommend, where Parley knows the model. */
    default ModelSampling sampling() {
        return switch (this) {
            case Embedded(ModelSetup.Ready model) -> model.sampling();
            case Command(ModelSetup.Ready model, var _) -> model.sampling();
            case Remote _ -> ModelSampling.PLAIN;
        };
    }

    /** Whether it is the small model that nobody chose. */
    default boolean isDefault() {
        return switch (this) {
            case Embedded(ModelSetup.Ready model) -> model.isDefault();
            case Command(ModelSetup.Ready model, var _) -> model.isDefault();
            case Remote _ -> false;
        };
    }

    /** The server that what people write goes to, if it is not on this machine. */
    default Optional<URI> elsewhere() {
        return this instanceof Remote(URI url, var _) && !SafeAddress.isLoopback(url)
                ? Optional.of(url)
                : Optional.empty();
    }

    /**
     * Replies at once. Where nobody says otherwise Parley's own engine finds by itself how many the memory has room for,
     * and nobody beyond that should be let in to wait there, where no place in the line is shown.
     */
    default int parallel(EngineSettings settings) {
        if (settings.parallel() != null) {
            return settings.parallel();
        }
        return this instanceof Embedded(ModelSetup.Ready model)
                ? repliesAtOnce(model.file(), settings)
                : MemoryPlan.USUAL_PARALLEL;
    }

    /** Starts it, or starts asking for it. */
    default RunningEngine start(Start start, PersonaLibrary personas, Consumer<EngineState> listener) {
        EngineSettings settings = start.settings().engine();
        return switch (this) {
            case Embedded(ModelSetup.Ready model) -> EngineStart.hidden(start.home(), settings, model.file(), listener);
            case Command command ->
                new EngineSupervisor(command.told(start, personas), SupervisorTimings.DEFAULT, listener).start();
            case Remote(URI url, String model) ->
                new RemoteEngine(
                                url,
                                settings.apiKey() == null
                                        ? ""
                                        : settings.apiKey().value(),
                                model,
                                settings.context(),
                                SupervisorTimings.DEFAULT,
                                listener)
                        .start();
        };
    }

    private static int repliesAtOnce(ModelFile model, EngineSettings settings) {
        long available = Machine.availableMemory();
        if (available - 2 * model.size() > PLENTY) {
            // To read a model's vocabulary takes a tenth of a second of the start.
            return MemoryPlan.USUAL_PARALLEL;
        }
        GgufFile file = GgufFile.read(model.path());
        try {
            return MemoryPlan.of(
                            available,
                            file.size(),
                            file.cacheBytesPerToken(),
                            file.contextLength(),
                            settings.context() == null ? 0 : settings.context(),
                            0,
                            settings.cacheMemory() == null
                                    ? 0
                                    : settings.cacheMemory().bytes())
                    .parallel();
        } catch (IllegalArgumentException e) {
            // The engine says so itself, and will not start.
            return MemoryPlan.USUAL_PARALLEL;
        }
    }

    /** The program by its whole path, and its arguments; one text of several words is a command line. */
    static List<String> words(List<String> command) {
        String program = command.getFirst();
        List<String> words = new ArrayList<>(
                command.size() == 1 && !Files.exists(Path.of(program)) ? List.of(program.split("\\s+")) : command);
        if (words.getFirst().contains(File.separator)) {
            words.set(0, Path.of(words.getFirst()).toAbsolutePath().normalize().toString());
        }
        return words;
    }
}
