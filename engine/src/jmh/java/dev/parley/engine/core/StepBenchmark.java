package dev.parley.engine.core;

import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A round of the scheduler with four replies, on a model so small that most of it is the scheduler's own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBenchmark {
    private static final int STEPS = 256;
    private static final int REPLIES = 4;

    private Path folder;
    private Engine engine;

    /** Opens the tiny model. */
    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("step-benchmark");
        engine = Models.of(TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf")))
                .open();
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
        engine.close();
        Files.delete(folder.resolve("tiny.gguf"));
        Files.delete(folder);
    }

    /** Four replies of 256 tokens; the time is that of one round. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void round() {
        Heard[] heard = new Heard[REPLIES];
        for (int i = 0; i < REPLIES; i++) {
            heard[i] = new Heard();
            Asking.about(Asking.user("Hello " + i)).most(STEPS).submit(engine, heard[i]);
        }
        for (Heard each : heard) {
            each.await();
        }
    }
}
