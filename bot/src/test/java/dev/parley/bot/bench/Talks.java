package dev.parley.bot.bench;

import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.Adapters.Wanted;
import dev.parley.engine.core.Engine;
import dev.parley.engine.core.GenerationListener;
import dev.parley.engine.core.GenerationRequest;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.Message;
import dev.parley.engine.core.Message.Role;
import dev.parley.engine.core.Scheduler.Handle;
import dev.parley.engine.core.Scoring;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.fixture.TestLibrary;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.llama.SamplerSettings;
import dev.parley.engine.models.GgufFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** The real model's engine in this process, where the time of every token can be taken, and what is said to it. */
final class Talks implements AutoCloseable {
    static final Message SYSTEM = new Message(Role.SYSTEM, "You are a helpful assistant.");

    private static final SamplerSettings WARM = new SamplerSettings(0.7, 40, 0.95, 0.05, 1, 0, 0);
    private static final int PARALLEL = 8;

    private final Path model = RealModel.file();
    private final Engine engine;

    /** Opens it; skips the test where there is no model. */
    Talks() {
        engine = Engine.open(
                TestLibrary.get(),
                new Engine.Options(
                        model,
                        GgufFile.read(model).chatTemplate(),
                        4096,
                        PARALLEL,
                        4096 * 4,
                        Runtime.getRuntime().availableProcessors(),
                        0,
                        512 << 20));
    }

    Engine engine() {
        return engine;
    }

    /** An adapter of rank 8 on all linear layers. */
    AdapterSet adapter(Path folder, int seed) {
        Path file = TinyLora.of(seed).withRank(8).withStrength(0.05).writeTo(folder.resolve(seed + ".gguf"), model);
        return engine.adapters()
                .find(List.of(new Wanted(engine.adapters().load(file, null).id(), 1)));
    }

    /** A story, which goes on for long. */
    GenerationRequest story(int number, int tokens, AdapterSet adapters) {
        Message question = new Message(
                Role.USER,
                "Write a long story about a lighthouse, a fisherman and his " + (number + 3) + " daughters.");
        return new GenerationRequest(
                engine.prompts().encode(List.of(SYSTEM, question), "story " + number),
                tokens,
                WARM,
                number,
                List.of(),
                "story " + number,
                true,
                adapters,
                Scoring.NONE);
    }

    /** A text of so many tokens, or a few more, that nobody has read before; one token of a reply is wanted. */
    GenerationRequest text(int tokens, String name, boolean scored, AdapterSet adapters) {
        StringBuilder text = new StringBuilder("The log of ").append(name).append(".\n");
        for (int day = 1; engine.tokenizer().tokenize(text.toString()).length < tokens; day += 10) {
            for (int i = day; i < day + 10; i++) {
                text.append("On day ")
                        .append(i)
                        .append(" the keeper saw ")
                        .append(i * 7 % 23)
                        .append(" ships.\n");
            }
        }
        return new GenerationRequest(
                engine.prompts().encode(List.of(SYSTEM, new Message(Role.USER, text.toString())), null),
                1,
                WARM,
                1,
                List.of(),
                null,
                !scored,
                adapters,
                new Scoring(scored, scored, 0));
    }

    /** Asks and waits. */
    GenerationResult ask(GenerationRequest request) {
        Told told = new Told();
        engine.scheduler().submit(request, told);
        return told.result.join();
    }

    /** What one listener of a reply hears. */
    static class Told implements GenerationListener {
        final CompletableFuture<GenerationResult> result = new CompletableFuture<>();

        @Override
        public void reading(int processed, int cached, int total, long millis) {}

        @Override
        public void text(String text) {}

        @Override
        public void finished(GenerationResult outcome) {
            result.complete(outcome);
        }

        @Override
        public void failed(RuntimeException cause) {
            result.completeExceptionally(cause);
        }
    }

    /** A reply that begins again whenever it ends, and the times between its tokens while they are wanted. */
    static final class Endless implements GenerationListener {
        private final Engine engine;
        private final GenerationRequest request;
        private final AtomicReference<Handle> handle = new AtomicReference<>();
        private List<Double> gaps = new ArrayList<>();
        private long last;
        private volatile boolean over;

        Endless(Engine engine, GenerationRequest request) {
            this.engine = engine;
            this.request = request;
            handle.set(engine.scheduler().submit(request, this));
        }

        /** The milliseconds between tokens since the last call. */
        synchronized List<Double> gaps() {
            List<Double> all = gaps;
            gaps = new ArrayList<>();
            return all;
        }

        synchronized int count() {
            return gaps.size();
        }

        @Override
        public void reading(int processed, int cached, int total, long millis) {}

        @Override
        public synchronized void text(String text) {
            long now = System.nanoTime();
            if (last != 0) {
                gaps.add((now - last) / 1e6);
            }
            last = now;
        }

        @Override
        public synchronized void finished(GenerationResult result) {
            last = 0;
            if (!over) {
                handle.set(engine.scheduler().submit(request, this));
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            over = true;
        }

        void end() {
            over = true;
            handle.get().cancel();
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
