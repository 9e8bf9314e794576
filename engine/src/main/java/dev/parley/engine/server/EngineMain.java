package dev.parley.engine.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.core.Engine;
import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaLibrary;
import dev.parley.engine.models.CpuCheck;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.models.MachineMemory;
import dev.parley.engine.models.MemoryPlan;
import dev.parley.engine.models.ModelFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The engine's process. It reads its settings from the first line of standard input, says on standard output, one JSON
 * object a line, that it is loading, ready or failed, and leaves when standard input ends: its parent is gone then.
 */
public final class EngineMain {
    private static final int CANNOT_RUN = 3;

    /** Less than the supervisor's grace, after which a child is ended. */
    private static final Duration LAST_WRITES = Duration.ofMillis(1500);

    private final PrintStream events;
    /** What is still to be done at an orderly end. */
    private final AtomicReference<Runnable> flush;

    private EngineMain(PrintStream events, AtomicReference<Runnable> flush) {
        this.events = events;
        this.flush = flush;
    }

    /**
     * Runs until standard input ends.
     *
     * @param args none
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        PrintStream events = System.out;
        // The JDK's server leaves Nagle's algorithm on otherwise, and each token would wait for the last one's
        // acknowledgement, up to 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Whatever else prints must not get between the events.
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String settings = in.readLine();
        // Also while a large model loads: a parent that is gone must not leave an orphan.
        AtomicReference<Runnable> flush = new AtomicReference<>(() -> {});
        Thread.ofPlatform().name("engine-parent").start(() -> leaveAtTheEndOf(in, flush));
        // A service manager sends SIGTERM to all processes of a service at once.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> flush.get().run(), "engine-last-writes"));
        if (!new EngineMain(events, flush).start(settings)) {
            Runtime.getRuntime().halt(CANNOT_RUN);
        }
    }

    private static void leaveAtTheEndOf(BufferedReader in, AtomicReference<Runnable> flush) {
        try {
            while (in.read() >= 0) {
                // Nothing more is said to us; the end of it is what we wait for.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        flush.get().run();
        // Not exit: a running step would be waited for, and nothing else here needs to be put in order.
        Runtime.getRuntime().halt(0);
    }

    private boolean start(@Nullable String line) {
        EngineSettings settings;
        try {
            settings = Json.read(line == null ? "" : line, EngineSettings.class);
        } catch (JsonProcessingException e) {
            return failed("settings", "The engine was given no settings that it can read: " + reason(e));
        }
        if (settings == null) {
            return failed("settings", "The engine was given no settings, but null.");
        }
        LlamaLibrary library;
        try {
            library = library(settings);
        } catch (LlamaException | IOException e) {
            return failed("library", e.getMessage());
        }
        try {
            Path cpuInfo = Path.of(settings.cpuInfo() == null ? "/proc/cpuinfo" : settings.cpuInfo());
            Optional<String> cpu = new CpuCheck(System.getProperty("os.arch", ""), cpuInfo).problem();
            if (cpu.isPresent() && settings.libraryPath() == null) {
                return failed("cpu", cpu.get());
            }
            GgufFile file = GgufFile.read(Path.of(settings.model()));
            if (file.cacheBytesPerToken() == 0) {
                return failed(
                        "model",
                        "The architecture '" + file.architecture() + "' of "
                                + file.path().getFileName()
                                + " keeps a state that cannot be cut back, which conversations need. Choose a transformer model.");
            }
            say(Json.object().put("event", "loading").put("message", "Loading " + settings.modelName()));
            EngineServer server = serve(library, settings, file);
            return ready(server);
        } catch (ModelFileException | LlamaException e) {
            return failed("model", e.getMessage());
        } catch (IllegalArgumentException e) {
            return failed("memory", e.getMessage());
        } catch (RuntimeException e) {
            e.printStackTrace();
            return failed("crash", "The engine cannot start: " + e);
        } catch (IOException e) {
            return failed(
                    "port", "The engine cannot listen on port " + settings.port() + " of 127.0.0.1: " + e.getMessage());
        }
    }

    /** Jackson's words without its advice for programmers, and with the field's name. */
    private static String reason(JsonProcessingException e) {
        if (e.getCause() instanceof IllegalArgumentException cause) {
            return String.valueOf(cause.getMessage());
        }
        String field =
                e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                        ? "'" + mapping.getPath().getLast().getFieldName() + "': "
                        : "";
        return field + e.getOriginalMessage();
    }

    private EngineServer serve(LlamaLibrary library, EngineSettings settings, GgufFile file) throws IOException {
        // The JVM's number follows the control groups' quota, up to the root, and rounds it up: of 1.5 it makes 2.
        int threads = settings.threads() > 0
                ? settings.threads()
                : Runtime.getRuntime().availableProcessors();
        MemoryPlan plan = MemoryPlan.of(
                MachineMemory.ofThisMachine().available(),
                file.size(),
                file.cacheBytesPerToken(),
                file.contextLength(),
                settings.context(),
                settings.parallel(),
                settings.cacheBytes());
        String template = settings.chatTemplate() != null ? settings.chatTemplate() : file.chatTemplate();
        Engine engine = Engine.open(
                library,
                new Engine.Options(
                        file.path(),
                        template,
                        plan.context(),
                        plan.parallel(),
                        plan.cells(),
                        plan.desk(),
                        threads,
                        settings.gpuLayers(),
                        plan.cacheBytes(),
                        disk(settings, file),
                        settings.batch()));
        flush.set(() -> engine.flush(LAST_WRITES));
        EngineInfo info = new EngineInfo(
                settings.modelName(),
                file.architecture(),
                file.quantisation(),
                plan.context(),
                plan.parallel(),
                plan.cells(),
                engine.vocabularySize(),
                backend(library, settings.gpuLayers()),
                threads,
                plan.cacheBytes(),
                fingerprint(file.vocabulary()));
        return new EngineServer(engine, settings, info);
    }

    /** The file may be replaced after its checksum was computed; that shows in its size and time. */
    private static Engine.@Nullable Disk disk(EngineSettings settings, GgufFile file) throws IOException {
        if (settings.stateFolder() == null) {
            return null;
        }
        String model = settings.modelSha256() + " " + file.size() + " " + Files.getLastModifiedTime(file.path());
        return new Engine.Disk(Path.of(settings.stateFolder()), settings.diskBytes(), model);
    }

    private static LlamaLibrary library(EngineSettings settings) throws IOException {
        Path folder = Files.createTempDirectory("parley-engine");
        try {
            return LlamaLibrary.open(settings.libraryPath() == null ? null : Path.of(settings.libraryPath()), folder);
        } finally {
            // Loaded is loaded: the files can go at once, and nothing is left behind after a kill -9.
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    private static String backend(LlamaLibrary library, int gpuLayers) {
        List<String> devices = library.devices();
        return gpuLayers > 0 ? devices.getFirst() : "CPU";
    }

    private static String fingerprint(GgufFile.Vocabulary vocabulary) {
        try {
            var digest = java.security.MessageDigest.getInstance("SHA-256");
            digest.update((vocabulary.model() + "\n" + vocabulary.pre() + "\n").getBytes(StandardCharsets.UTF_8));
            vocabulary.tokens().forEach(each -> digest.update((each + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private boolean ready(EngineServer server) {
        say(Json.object()
                .put("event", "ready")
                .put("port", server.port())
                .put("summary", server.info().summary()));
        return true;
    }

    private boolean failed(String kind, @Nullable String message) {
        say(Json.object().put("event", "failed").put("kind", kind).put("message", message));
        return false;
    }

    private void say(ObjectNode event) {
        events.println(event);
        events.flush();
    }
}
