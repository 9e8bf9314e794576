package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The loaded library: llama.cpp b4916, either the one inside {@code de.kherud:llama} or a user's own build of the same
 * version. One for a process; it stays loaded until the process ends, because llama.cpp's threads may still be in it.
 */
public final class LlamaLibrary {
    /** llama.cpp's own number of the version that this binding was made for. */
    public static final String BUILD = "b4916";

    private static final int DEVICE_CPU = 0;

    private final LlamaApi api;
    private final Path file;
    private final LoadLog log;

    private LlamaLibrary(LlamaApi api, Path file, LoadLog log) {
        this.api = api;
        this.file = file;
        this.log = log;
    }

    /**
     * Loads the library and checks that it is the version that this binding was made for.
     *
     * @param own a user's own build, or null for the one that comes with Parley
     * @param folder where the one that comes with Parley is unpacked: a folder of this process alone, not writable by
     *     others
     * @return the library, initialised, its log reduced to errors on standard error
     * @throws LlamaException if there is none for this machine, it cannot be loaded, or it is another version
     */
    public static LlamaLibrary open(@Nullable Path own, Path folder) {
        Path file = own != null ? own : unpack(folder);
        SymbolLookup symbols;
        try {
            symbols = SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException e) {
            throw new LlamaException(
                    "The llama.cpp library " + file + " cannot be loaded: " + e.getMessage()
                            + ". It needs glibc and libgomp (on Debian: apt install libgomp1).",
                    e);
        }
        LlamaApi api = new LlamaApi(symbols, file.toString());
        check(api, file);
        LoadLog log = new LoadLog();
        redirectLog(api, log);
        api.backend_init.call();
        return new LlamaLibrary(api, file, log);
    }

    LlamaApi api() {
        return api;
    }

    /** What was said on loading. */
    LoadLog log() {
        return log;
    }

    /**
     * Names the devices that this library can compute on, "CPU" alone for the one that comes with Parley on Linux.
     *
     * @return names as the library gives them, accelerators first
     */
    public List<String> devices() {
        List<String> accelerators = new ArrayList<>();
        for (long i = 0; i < api.dev_count.call(); i++) {
            MemorySegment device = api.dev_get.call(i);
            if (api.dev_type.call(device) != DEVICE_CPU) {
                accelerators.add(Structs.string(api.dev_name.call(device)));
            }
        }
        accelerators.add("CPU");
        return List.copyOf(accelerators);
    }

    /**
     * The file that was loaded.
     *
     * @return its path
     */
    public Path file() {
        return file;
    }

    /**
     * Another build lays its structs out differently, and calling it would corrupt memory. Its default parameters, read
     * through our layouts, give it away.
     */
    private static void check(LlamaApi api, Path file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = api.context_default_params.call(arena);
            MemorySegment model = api.model_default_params.call(arena);
            StructLayout layout = Structs.CONTEXT_PARAMS;
            boolean known = Structs.getInt(context, layout, "n_ctx") == 512
                    && Structs.getInt(context, layout, "n_batch") == 2048
                    && Structs.getInt(context, layout, "n_ubatch") == 512
                    && Structs.getInt(context, layout, "n_seq_max") == 1
                    && Structs.getInt(context, layout, "type_k") == 1
                    && Structs.getInt(context, layout, "type_v") == 1
                    && Structs.getFlag(context, layout, "offload_kqv")
                    && Structs.getFloat(context, layout, "defrag_thold") == -1f
                    && Structs.getFloat(context, layout, "yarn_beta_fast") == 32f
                    && Structs.getFlag(model, Structs.MODEL_PARAMS, "use_mmap");
            if (!known) {
                throw new LlamaException("The library " + file + " is another version of llama.cpp than b4916, the one"
                        + " inside de.kherud:llama 4.2.0. Build that tag, or leave engine.library-path empty.");
            }
        }
    }

    private static void redirectLog(LlamaApi api, LoadLog log) {
        try {
            MethodType type = MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class);
            var sink = MethodHandles.lookup().bind(log, "take", type);
            MemorySegment callback = Linker.nativeLinker()
                    .upcallStub(sink, FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS), Arena.global());
            api.log_set.call(callback, MemorySegment.NULL);
        } catch (ReflectiveOperationException e) {
            throw new LlamaException("The log of llama.cpp cannot be redirected.", e);
        }
    }

    private static Path unpack(Path folder) {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x86-64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch64";
            case String other -> other;
        };
        boolean mac = os.contains("mac");
        String name = mac ? "libjllama.dylib" : "libjllama.so";
        String resource = "/de/kherud/llama/" + (mac ? "Mac" : "Linux") + "/" + arch + "/" + name;
        try (InputStream in = os.contains("windows") ? null : LlamaLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new LlamaException("There is no built-in engine for " + os + " on " + arch
                        + ": it runs on Linux and macOS (x86-64, arm64).");
            }
            Path file = folder.resolve(name);
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new LlamaException(
                    "The llama.cpp library cannot be unpacked into " + folder + ": " + e.getMessage(), e);
        }
    }
}
