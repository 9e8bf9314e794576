package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.responder.World;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineEndpoint;
import dev.parley.engine.fixture.TinyModel;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On an engine's process with a model that ends its replies soon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BenchmarkTest {
    private static final int REPLY_TOKENS = 24;

    private World world;
    private BenchServer server;
    private final AtomicInteger steps = new AtomicInteger();

    @BeforeAll
    void open(@TempDir Path folder) throws InterruptedException {
        world = World.open(folder, TinyModel.standard(), 2048);
        assertThat(world.engineProcess().isAlive()).isTrue();
        server = BenchServer.of("parley", world.engine());
    }

    @AfterAll
    void close() {
        world.close();
    }

    private Benchmark benchmark(Workload workload, BenchServer... servers) {
        return new Benchmark(workload, List.of(servers), world.engine()::count, steps::incrementAndGet);
    }

    private static Workload workload(int rounds, boolean inTurn) {
        return new Workload(3, 2, 20, REPLY_TOKENS, 2, rounds, 1, inTurn);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyMessageIsAnsweredInFullLengthAndNothingIsReadAgain(boolean inTurn) throws InterruptedException {
        int before = steps.get();
        Benchmark benchmark = benchmark(workload(2, inTurn), server);

        benchmark.run(new Cancellation());

        Outcome outcome = benchmark.outcomes().getFirst();
        assertThat(outcome.replies()).isEqualTo(12);
        assertThat(steps.get() - before).isEqualTo(12);
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.shorter()).isZero();
        assertThat(outcome.again()).hasValue(0);
        assertThat(outcome.read().orElseThrow()).isPositive();
        assertThat(outcome.firstTokenByTurn())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).isPresent());
    }

    @Test
    void aServerThatIsGoneFailsAndTheOtherIsMeasuredAllTheSame() throws InterruptedException {
        EngineEndpoint.Address nowhere = new EngineEndpoint.Address(URI.create("http://127.0.0.1:1"), "");
        try (EngineClient gone = new EngineClient(() -> nowhere)) {
            Workload workload = workload(1, false);
            AtomicInteger heard = new AtomicInteger();
            Round round = new Round(
                    new BenchServer("other", gone, true),
                    0,
                    Script.of(workload, 0, world.engine()::count),
                    REPLY_TOKENS,
                    new Cancellation(),
                    sample -> {
                        assertThat(sample.failure()).contains("connection");
                        heard.incrementAndGet();
                    });

            round.atOnce();

            // The conversation ends with it.
            assertThat(heard).hasValue(3);
        }
    }

    @Test
    void whatWasMeasuredBeforeItWasBrokenOffCounts() throws InterruptedException {
        Cancellation cancellation = new Cancellation();
        Benchmark benchmark =
                new Benchmark(workload(50, true), List.of(server), world.engine()::count, cancellation::cancel);

        benchmark.run(cancellation);

        assertThat(benchmark.outcomes().getFirst().replies()).isEqualTo(1);
    }
}
