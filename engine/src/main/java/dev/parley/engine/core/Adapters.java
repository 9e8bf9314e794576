package dev.parley.engine.core;

import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaModel;
import dev.parley.engine.llama.LoraAdapter;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.models.LoraFile;
import dev.parley.engine.models.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The adapters that are loaded, each content once. Loading runs beside the replies; when the adapters together grow past
 * {@link LoraFile#LARGEST}, those that have not been asked for the longest are let go. Safe from any thread.
 */
public final class Adapters implements AutoCloseable {
    /** With more, the graph of a large model could pass the nodes that llama.cpp sets aside, and it would abort. */
    public static final int MOST_AT_ONCE = 2;

    /**
     * A loaded adapter.
     *
     * @param id never given to another content while this engine runs
     * @param path the file that it was loaded from, as it was given
     * @param sha256 of its content, lower-case hex
     * @param bytes that it takes
     */
    public record Loaded(int id, Path path, String sha256, long bytes) {}

    /**
     * An adapter that a request asks for.
     *
     * @param id as {@link #load} gave it
     * @param scale finite and above 0
     */
    public record Wanted(int id, float scale) {}

    private record Entry(Loaded loaded, LoraAdapter adapter) {}

    private final LlamaModel model;
    private final Path modelFile;
    private final Scheduler scheduler;
    private final long budget;
    /** By id, the least recently wanted first. Guarded by itself. */
    private final Map<Integer, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    /** Held for as long as a file is read, so that no content is loaded twice, and none after the end. */
    private final Object loading = new Object();

    private @Nullable GgufFile description;
    private int nextId;
    private boolean closed;

    /**
     * Starts with none.
     *
     * @param model the model that they are for
     * @param modelFile its file
     * @param scheduler who uses them
     * @param budget bytes for all together
     */
    Adapters(LlamaModel model, Path modelFile, Scheduler scheduler, long budget) {
        this.model = model;
        this.modelFile = modelFile;
        this.scheduler = scheduler;
        this.budget = budget;
    }

    /**
     * Loads an adapter, unless its content is loaded already.
     *
     * @param path a GGUF file
     * @param sha256 what its content must be, or null for whatever it is
     * @return the adapter with the id that requests use
     * @throws ModelFileException if the file cannot be used; see {@link LoraFile#check}
     * @throws IllegalArgumentException if the content is another, or there is no room beside the adapters in use
     * @throws LlamaException if llama.cpp refuses it, or the engine is shutting down
     */
    public Loaded load(Path path, @Nullable String sha256) {
        // A thread of its own, that ends: reading and summing up would hold the one that carries all replies, and one
        // that stays and has been in the library may slow the one that decodes.
        CompletableFuture<Loaded> result = new CompletableFuture<>();
        Thread.ofPlatform().name("engine-load").start(() -> {
            try {
                result.complete(loadHere(path, sha256));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Loaded loadHere(Path path, @Nullable String sha256) {
        synchronized (loading) {
            if (closed) {
                throw new LlamaException("The engine is shutting down.");
            }
            if (description == null) {
                description = GgufFile.read(modelFile);
            }
            LoraFile file = LoraFile.check(path, description);
            if (sha256 != null && !sha256.equals(file.sha256())) {
                throw new IllegalArgumentException("The checksum of " + path + " differs: it is " + file.sha256()
                        + ", and " + sha256 + " was expected. The file changed or is not the one that was meant.");
            }
            Optional<Loaded> known = list().stream()
                    .filter(each -> each.sha256().equals(file.sha256()))
                    .findFirst();
            if (known.isPresent()) {
                return known.get();
            }
            makeRoom(file);
            LoraAdapter adapter = read(file);
            synchronized (entries) {
                Loaded loaded = new Loaded(nextId++, path, file.sha256(), file.size());
                entries.put(loaded.id(), new Entry(loaded, adapter));
                return loaded;
            }
        }
    }

    /**
     * What is loaded.
     *
     * @return in the order of ids
     */
    public List<Loaded> list() {
        synchronized (entries) {
            return entries.values().stream()
                    .map(Entry::loaded)
                    .sorted(Comparator.comparingInt(Loaded::id))
                    .toList();
        }
    }

    /**
     * Finds what a request asks for.
     *
     * @param wanted each id once, at most {@link #MOST_AT_ONCE}
     * @return the set
     * @throws IllegalArgumentException if one of them is not loaded, or there are too many
     */
    public AdapterSet find(List<Wanted> wanted) {
        if (wanted.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    wanted.size() + " adapters are asked for; " + MOST_AT_ONCE + " can be used at once.");
        }
        List<Map.Entry<String, LoraAdapter.Scaled>> found = new ArrayList<>();
        synchronized (entries) {
            for (Wanted each : wanted) {
                Entry entry = entries.get(each.id());
                if (entry == null) {
                    throw gone(each.id());
                }
                found.add(Map.entry(entry.loaded().sha256(), new LoraAdapter.Scaled(entry.adapter(), each.scale())));
            }
        }
        found.sort(Map.Entry.comparingByKey());
        return new AdapterSet(
                found.stream().map(Map.Entry::getValue).toList(),
                found.stream()
                        .map(each -> each.getKey() + " x " + each.getValue().scale())
                        .collect(Collectors.joining(", ")));
    }

    private static IllegalArgumentException gone(int id) {
        return new IllegalArgumentException(
                "There is no adapter " + id + " here: load it by POST /lora-adapters/load, which tells its id.");
    }

    private void makeRoom(LoraFile file) {
        List<Entry> oldestFirst;
        synchronized (entries) {
            oldestFirst = new ArrayList<>(entries.values());
        }
        long bytes = file.size()
                + oldestFirst.stream().mapToLong(each -> each.loaded().bytes()).sum();
        for (Entry each : oldestFirst) {
            if (bytes > budget && scheduler.release(each.adapter()).join()) {
                synchronized (entries) {
                    entries.remove(each.loaded().id());
                }
                bytes -= each.loaded().bytes();
            }
        }
        if (bytes > budget) {
            throw new IllegalArgumentException("The adapters in use leave no room for " + file.path() + " in the "
                    + (budget >> 20) + " MB for all of them. Try again when they are idle.");
        }
    }

    /** Hands a private copy to llama.cpp, so that what was checked is what is read. */
    private LoraAdapter read(LoraFile file) {
        try {
            Path copy = Files.createTempFile("parley-adapter", ".gguf");
            try {
                file.copyTo(copy);
                return LoraAdapter.load(model, copy);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new LlamaException("The adapter " + file.path() + " cannot be copied: " + e.getMessage(), e);
        }
    }

    /** After the scheduler, before the model. */
    @Override
    public void close() {
        synchronized (loading) {
            closed = true;
            synchronized (entries) {
                entries.values().forEach(each -> each.adapter().close());
                entries.clear();
            }
        }
    }
}
