package dev.parley.engine.tune;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.engine.llama.LlamaLibrary;
import dev.parley.engine.llama.LlamaModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tries settings in alternation, so that whatever else the machine does hits all alike. It says on standard output, one
 * JSON object a line, what each try gave, and leaves when it is done or standard input ends.
 */
public final class TuneMain {
    private static final long STACK_BYTES = 64 << 20;
    private static final int LEAST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 15;
    /** A try lasts about so long: shorter ones say little, and there have to be several. */
    private static final double TRY_SECONDS = 0.4;

    private final JsonMapper json = JsonMapper.builder().build();
    private final PrintStream out;

    private TuneMain(PrintStream out) {
        this.out = out;
    }

    /**
     * Measures.
     *
     * @param args none; the {@link TuneJob} comes by standard input
     * @throws Exception if standard input cannot be read
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = in.readLine();
        Thread.ofPlatform().daemon().name("tune-parent").start(() -> leaveAtTheEndOf(in));
        TuneMain tune = new TuneMain(out);
        // The same thread for every step, with the stack that llama.cpp needs.
        Thread thread = new Thread(null, () -> tune.measure(String.valueOf(line)), "tune", STACK_BYTES);
        thread.start();
        thread.join();
        Runtime.getRuntime().halt(0);
    }

    private static void leaveAtTheEndOf(BufferedReader in) {
        try {
            while (in.read() >= 0) {
                // Nothing more is said to us; the end of it is what we wait for.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(0);
    }

    private void measure(String line) {
        try {
            TuneJob job = json.readValue(line, TuneJob.class);
            LlamaLibrary library = library(job);
            try (LlamaModel model = LlamaModel.load(library, Path.of(job.model()), job.gpuLayers());
                    Steps steps = new Steps(model, job.threads().getFirst())) {
                new Trials(job, steps).run();
            }
            say(Map.of("event", "end"));
        } catch (IOException | RuntimeException e) {
            say(Map.of("event", "failed", "message", String.valueOf(e.getMessage())));
        }
    }

    private static LlamaLibrary library(TuneJob job) throws IOException {
        Path folder = Files.createTempDirectory("parley-tune");
        try {
            LlamaLibrary library =
                    LlamaLibrary.open(job.libraryPath() == null ? null : Path.of(job.libraryPath()), folder);
            if (job.libraryPath() == null) {
                Files.deleteIfExists(library.file());
            }
            return library;
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private void say(Map<String, Object> event) {
        try {
            out.println(json.writeValueAsString(event));
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All tries of a job. */
    private final class Trials {
        private final TuneJob job;
        private final Steps steps;
        private final long start = System.nanoTime();
        private final int decodes;
        private final int prompt;

        Trials(TuneJob job, Steps steps) {
            this.job = job;
            this.steps = steps;
            // The first steps touch the model's pages.
            steps.alone(4);
            decodes = (int) Math.clamp(TRY_SECONDS * steps.alone(4), 4, 64);
            prompt = (int) Math.clamp(2 * TRY_SECONDS * steps.reading(32, 32), 32, 256);
        }

        void run() {
            for (int round = 0; goesOn(round, 0.6); round++) {
                for (int i = 0; i < job.threads().size(); i++) {
                    threads(job.threads().get((i + round) % job.threads().size()), round);
                }
                progress(0, 0.6);
            }
            steps.threads(job.threads().getFirst());
            for (int round = 0; goesOn(round, 1); round++) {
                for (int i = 0; i < job.batches().size(); i++) {
                    int batch = job.batches().get((i + round) % job.batches().size());
                    say(result("batch", batch, round, Map.of("read", steps.reading(Steps.LARGEST, batch))));
                }
                progress(0.6, 1);
            }
            // A fast model has had all its rounds before the time is over.
            progress(1, 1);
        }

        private void threads(int threads, int round) {
            steps.threads(threads);
            // Threads that are new to it start in the first step.
            steps.alone(1);
            say(result(
                    "threads",
                    threads,
                    round,
                    Map.of(
                            "alone", steps.alone(decodes),
                            "together", steps.together(Math.max(2, decodes / 2)),
                            "read", steps.reading(prompt, prompt))));
        }

        private Map<String, Object> result(String event, int value, int round, Map<String, Double> perSecond) {
            Map<String, Object> result = new TreeMap<>(perSecond);
            result.put("event", event);
            result.put("value", value);
            result.put("round", round);
            return result;
        }

        private boolean goesOn(int rounds, double share) {
            return rounds < LEAST_ROUNDS || (rounds < MOST_ROUNDS && seconds() < share * job.seconds());
        }

        private void progress(double from, double to) {
            say(Map.of("event", "progress", "share", Math.clamp(seconds() / job.seconds(), from, to)));
        }

        private double seconds() {
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
