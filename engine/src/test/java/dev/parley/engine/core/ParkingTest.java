package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.WARM;
import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.core.Adapters.Loaded;
import dev.parley.engine.core.Adapters.Wanted;
import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.core.Scheduler.Forgotten;
import dev.parley.engine.core.Scheduler.Handle;
import dev.parley.engine.core.Scheduler.Usage;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More replies than there are cells for what they come to. */
final class ParkingTest {
    private static final int CONTEXT = 512;
    private static final int REPLIES = 8;
    private static final int REPLY = 200;

    @TempDir
    Path folder;

    private Path file;
    private Engine engine;
    /** What was in use at each token of each reply. */
    private final ConcurrentLinkedQueue<Usage> usages = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void writeModel() {
        file = TinyModel.standard().withoutEnd().writeTo(folder.resolve("endless.gguf"));
    }

    private Engine open() {
        // Half of what all replies together come to.
        engine = new Models(file, CONTEXT, REPLIES, 2 * CONTEXT, 8 << 20, null).open();
        return engine;
    }

    private Heard watched(Consumer<Heard> onReading, Consumer<Usage> onText) {
        return new Heard(onReading, _ -> {
            var _ = engine.scheduler().usage().thenAccept(usage -> {
                usages.add(usage);
                onText.accept(usage);
            });
        });
    }

    private Asking asking(int number) {
        return Asking.about(
                        system("You are a bridge."),
                        user("Question " + number + ": " + "over the river and the hills ".repeat(number % 4 * 4)))
                .key("c" + number)
                .most(REPLY)
                .sampled(WARM, number)
                .scored(0);
    }

    private int mostParked() {
        return usages.stream().mapToInt(Usage::parked).max().orElse(0);
    }

    private Usage idle() {
        await().atMost(10, SECONDS).until(() -> !engine.scheduler().busy());
        return engine.scheduler().usage().join();
    }

    private Handle submit(GenerationRequest request, Heard heard) {
        return engine.scheduler().submit(request, heard);
    }

    /** The most that the score of a token differs from what it is when the reply is read alone. */
    private static double distance(Oracle oracle, GenerationRequest request, Heard heard, int adapter) {
        int[] prompt = request.prompt().tokens();
        IntList all = new IntList(prompt);
        heard.scores.forEach(each -> all.add(each.id()));
        double[] logprobs = oracle.logprobs(all.toArray(0, all.size()), prompt.length, adapter);
        double worst = 0;
        for (int i = 0; i < logprobs.length; i++) {
            worst = Math.max(worst, Math.abs(heard.scores.get(i).logprob() - logprobs[i]));
        }
        return worst;
    }

    @Test
    void allRepliesEndAndNoneIsMixedUpWithAnother() {
        List<GenerationRequest> requests = new ArrayList<>();
        List<Heard> all = new ArrayList<>();
        try (Engine opened = open();
                Oracle oracle = new Oracle(file, CONTEXT)) {
            List<AdapterSet> adapters = new ArrayList<>(List.of(AdapterSet.NONE));
            for (int i = 0; i < 2; i++) {
                Path lora = TinyLora.of(i).writeTo(folder.resolve(i + ".gguf"), file);
                Loaded loaded = opened.adapters().load(lora, null);
                adapters.add(opened.adapters().find(List.of(new Wanted(loaded.id(), 1))));
                oracle.load(lora);
            }
            for (int i = 0; i < 2 * REPLIES; i++) {
                GenerationRequest request = asking(i).under(adapters.get(i % 3)).request(opened);
                Heard heard = watched(_ -> {}, _ -> {});
                opened.scheduler().submit(request, heard);
                requests.add(request);
                all.add(heard);
            }
            // Before the oracle computes: two threads at a time in one process are not what the library is made for.
            all.forEach(Heard::await);
            opened.scheduler().usage().join();
            for (int i = 0; i < all.size(); i++) {
                GenerationResult result = all.get(i).await();

                assertThat(result.finish()).isEqualTo(Finish.LENGTH);
                assertThat(result.completionTokens()).isEqualTo(REPLY);
                assertThat(distance(oracle, requests.get(i), all.get(i), i % 3 - 1))
                        .as("reply %d", i)
                        .isLessThan(Oracle.MOVED);
            }

            assertThat(mostParked()).as("parked at once").isPositive();
            assertThat(idle())
                    .returns(0, Usage::usedCells)
                    .returns(0, Usage::slots)
                    .returns(0, Usage::parked);
        }
    }

    @Test
    void theFirstOneIsNeverParked() {
        try (Engine opened = open()) {
            List<Heard> all = new ArrayList<>();
            Heard first = watched(_ -> {}, _ -> {});
            asking(0).most(CONTEXT).submit(opened, first);
            for (int i = 1; i < REPLIES; i++) {
                Heard heard = new Heard();
                asking(0).key("other " + i).most(CONTEXT).submit(opened, heard);
                all.add(heard);
            }
            first.await();
            List<Boolean> over = all.stream().map(Heard::isOver).toList();
            all.forEach(Heard::await);

            assertThat(mostParked()).isPositive();
            assertThat(over).containsOnly(false);
        }
    }

    /**
     * Fills the context with six replies that come in together, and does something once the last one is parked in the middle
     * of what it says: it always is the first to be parked.
     */
    private Heard whenParked(Consumer<Handle> act) {
        CompletableFuture<Handle> last = new CompletableFuture<>();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Heard parked = new Heard();
        GenerationRequest lastRequest = asking(0).key("parked").most(CONTEXT).request(engine);
        List<GenerationRequest> others = IntStream.range(0, 5)
                .mapToObj(each -> asking(0).key("other " + each).most(CONTEXT).request(engine))
                .toList();
        Consumer<Usage> watch = usage -> {
            if (usage.parked() > 0 && parked.texts() > 0 && done.complete(true)) {
                act.accept(last.join());
            }
        };
        Heard first = watched(
                each -> {
                    if (each.readings.size() == 1) {
                        others.stream().skip(1).forEach(other -> submit(other, watched(_ -> {}, watch)));
                        last.complete(submit(lastRequest, parked));
                    }
                },
                watch);
        submit(others.getFirst(), first);
        assertThat(done.orTimeout(60, SECONDS).join()).isTrue();
        return parked;
    }

    @Test
    void aParkedReplyIsCancelledAndContinuedFromItsState() {
        try (Engine opened = open()) {
            Heard parked = whenParked(Handle::cancel);

            assertThat(parked.await().finish()).isEqualTo(Finish.CANCELLED);
            assertThat(parked.await().completionTokens()).isPositive();
            assertThat(idle()).returns(0, Usage::usedCells).returns(0, Usage::parked);

            List<Message> begun = new ArrayList<>(asking(0).messages());
            begun.add(assistant(parked.said()));
            Heard rest = Asking.about(begun).key("parked").ask(opened);
            assertThat(rest.await().promptTokens() - rest.await().cachedTokens())
                    .as("tokens read again")
                    .isEqualTo(1);
        }
    }

    @Test
    void aReplyThatIsForgottenWhileItIsParkedEndsAndLeavesNothing() {
        try (Engine opened = open()) {
            Heard parked = whenParked(_ -> {
                var _ = opened.scheduler().forget("parked");
            });

            assertThat(parked.await().finish()).isEqualTo(Finish.LENGTH);
            assertThat(opened.scheduler().forget("parked").join()).isEqualTo(new Forgotten(0, 0, 0));
        }
    }

    @Test
    void closingEndsParkedRepliesToo() {
        Heard parked;
        try (Engine _ = open()) {
            parked = whenParked(_ -> {});
        }

        assertThat(parked.ends).hasValue(1);
    }
}
