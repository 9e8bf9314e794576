package dev.parley.engine.core;

import static dev.parley.engine.core.Asking.assistant;
import static dev.parley.engine.core.Asking.system;
import static dev.parley.engine.core.Asking.user;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.core.Scheduler.Forgotten;
import dev.parley.engine.core.Scheduler.Handle;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.states.FolderBytes;
import dev.parley.engine.states.StateBytes;
import dev.parley.engine.states.StateFolder;
import dev.parley.engine.states.StateHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that outlive the engine, on the tiny model; "again" is an engine that is opened after another was closed. */
final class StateDiskTest {
    private static final Message PERSONA = system("You are the keeper of a lighthouse, and you like long words.");
    private static final String IDENTITY = "llama.cpp b4916, k q8_0, v f16 in either order, model this model";

    @TempDir
    private Path folder;

    private Path states;
    private Models models;

    @BeforeEach
    void writeModel() {
        states = folder.resolve("states");
        models = Models.of(TinyModel.write(folder.resolve("tiny.gguf"))).withStates(states);
    }

    @Test
    void aConversationGoesOnAfterARestartAsIfThereHadBeenNone() {
        List<Message> begun = new ArrayList<>(List.of(PERSONA, user("What is a river?")));
        int cached;
        String next;
        try (Engine engine = models.open()) {
            begun.add(assistant(Asking.about(begun).key("Ada").ask(engine).said()));
            begun.add(user("And a bridge?"));
            Heard heard = Asking.about(begun).key("Ada").most(8).ask(engine);
            cached = heard.await().cachedTokens();
            next = heard.said();
        }
        begun.add(assistant(next));
        begun.add(user("And then?"));
        try (Engine again = models.open()) {
            int[] prompt = again.prompts().encode(begun, "Ada").tokens();
            Heard heard = Asking.about(begun).key("Ada").most(8).ask(again);

            assertThat(heard.await().cachedTokens()).isGreaterThan(cached);
            // All but the end of the last reply, which nobody read, and the new message: the replies' tokens are known.
            assertThat(prompt.length - heard.await().cachedTokens())
                    .isLessThan(again.prompts()
                                    .encode(List.of(user("And then?")), null)
                                    .tokens()
                                    .length
                            + 4);
        }
    }

    @Test
    void whatWasReadBackIsWhatWasWritten() {
        List<Message> begun = new ArrayList<>(List.of(PERSONA, user("Tell me about the hills, please.")));
        try (Engine engine = models.open()) {
            begun.add(assistant(Asking.about(begun).key("Ada").ask(engine).said()));
        }
        begun.add(user("Why?"));
        try (Engine again = models.open();
                Oracle oracle = new Oracle(models.file(), models.context())) {
            int[] prompt = again.prompts().encode(begun, "Ada").tokens();
            Heard heard = Asking.about(begun).key("Ada").ask(again);
            begun.add(assistant(heard.said()));

            assertThat(heard.await().cachedTokens()).isGreaterThan(prompt.length / 2);
            assertThat(oracle.worst(prompt, again.prompts().encode(begun, "Ada").tokens()))
                    .isLessThan(Oracle.NEAR_TIE);
        }
    }

    @Test
    void everybodySharesThePersonasBeginningAndNothingElse() {
        List<Message> question = List.of(PERSONA, user("My secret is a long one."));
        try (Engine engine = models.open()) {
            Asking.about(question).key("Ada").ask(engine);
        }
        try (Engine again = models.open()) {
            int system = again.prompts().encode(question, null).systemTokens();

            assertThat(Asking.about(question).key("Bob").ask(again).await().cachedTokens())
                    .isEqualTo(system);
            assertThat(Asking.about(question).ask(again).await().cachedTokens()).isEqualTo(system);
            assertThat(Asking.about(question).key("Ada").ask(again).await().cachedTokens())
                    .isGreaterThan(system);
        }
    }

    @Test
    void writesWithoutBeingTold() {
        try (Engine engine = models.open()) {
            ask(engine, "Ada");

            await().atMost(30, SECONDS).until(() -> engine.states().files() == 2);
            assertThat(engine.states().fileBytes()).isPositive();
            assertThat(FolderBytes.names(states)).hasSize(2).allMatch(each -> each.endsWith(".state"));
        }
    }

    @Test
    void aStateThatHadToLeaveMemoryComesBackFromDisk() {
        leaveRoomForOne();
        try (Engine engine = models.open()) {
            ask(engine, "Ada");
            ask(engine, "Bob");
            ask(engine, "Eve");
            // The newest are written first, and Ada's is the oldest.
            await().atMost(30, SECONDS).until(() -> engine.states().files() == 4);
            List<Message> more = List.of(PERSONA, user("Question of Ada"), user("more"));

            assertThat(Asking.about(more).key("Ada").ask(engine).await().cachedTokens())
                    .isGreaterThan(engine.prompts().encode(more, null).systemTokens());
            assertThat(engine.states().bytes()).isLessThanOrEqualTo(models.cacheBytes());
        }
    }

    @Test
    void aStateThatHasToLeaveMemoryIsWrittenThoughOthersAreAnswered() {
        Path endless = TinyModel.standard().withoutEnd().writeTo(folder.resolve("endless.gguf"));
        models = Models.of(endless).withStates(states);
        leaveRoomForOne();
        try (Engine engine = models.open()) {
            Heard slow = new Heard(_ -> {}, _ -> LockSupport.parkNanos(20_000_000));
            Asking.about(PERSONA, user("Tell me all.")).most(900).submit(engine, slow);
            // That of the persona.
            int before = engine.states().files();
            ask(engine, "Ada");
            ask(engine, "Bob");
            ask(engine, "Cleo");

            await().atMost(10, SECONDS).until(() -> engine.states().files() > before);
            assertThat(slow.isOver()).isFalse();
        }
    }

    @Test
    void adaptersAreToldApart() {
        try (Engine engine = models.open()) {
            ask(engine, "Ada");
        }
        try (Engine again = models.open()) {
            AdapterSet other = new AdapterSet(List.of(), "another x 1.0");

            assertThat(Asking.about(PERSONA, user("Question of Ada"))
                            .key("Ada")
                            .under(other)
                            .ask(again)
                            .await()
                            .cachedTokens())
                    .isZero();
        }
    }

    @Test
    void aDamagedFileCostsNothingButTheReading() throws IOException {
        try (Engine engine = models.open()) {
            ask(engine, "Ada");
        }
        for (String each : FolderBytes.names(states)) {
            byte[] bytes = Files.readAllBytes(states.resolve(each));
            bytes[bytes.length / 2] ^= 1;
            Files.write(states.resolve(each), bytes);
        }
        try (Engine again = models.open()) {
            assertThat(ask(again, "Ada").await().cachedTokens()).isZero();

            assertThat(ask(again, "Ada").await().cachedTokens()).isPositive();
            await().atMost(30, SECONDS).until(() -> again.states().files() == 2);
        }
    }

    @Test
    void aStateThatHoldsOtherCellsThanItSaysIsNotBelieved() {
        int[] prompt;
        try (Engine engine = Models.of(models.file()).open()) {
            prompt = engine.prompts()
                    .encode(List.of(PERSONA, user("Question of Ada")), "Ada")
                    .tokens();
        }
        ByteBuffer data = ByteBuffer.allocateDirect(10_000).order(ByteOrder.nativeOrder());
        data.putInt(0, Integer.MAX_VALUE);
        try (StateFolder written = StateFolder.open(states, IDENTITY, 1L << 20).orElseThrow()) {
            assertThat(written.write(new StateHeader("Ada", "", prompt, List.of()), bytes(data), () -> true, () -> {}))
                    .isTrue();
        }
        try (Engine again = models.open()) {
            assertThat(again.states().files()).isEqualTo(1);

            assertThat(ask(again, "Ada").await().cachedTokens()).isZero();
        }
    }

    @Test
    void severalConversationsComeBackAtOnce() {
        List<String> people =
                IntStream.range(0, 12).mapToObj(i -> "person " + i).toList();
        try (Engine engine = models.open()) {
            people.forEach(each -> ask(engine, each));
        }
        try (Engine again = models.open()) {
            List<Heard> all = people.stream()
                    .map(each -> {
                        Heard heard = new Heard();
                        Asking.about(PERSONA, user("Question of " + each))
                                .key(each)
                                .submit(again, heard);
                        return heard;
                    })
                    .toList();

            assertThat(all)
                    .allSatisfy(each -> assertThat(each.await().cachedTokens())
                            .isEqualTo(each.await().promptTokens() - 1));
        }
    }

    @Test
    void forgetsWhatIsOnDisk() {
        try (Engine engine = models.open()) {
            int[] own = own(engine, "Ada");
            ask(engine, "Ada");
            ask(engine, "Bob");
            await().atMost(30, SECONDS).until(() -> engine.states().files() == 3);
            assertThat(FolderBytes.holding(states, "Ada")).hasSize(1);
            assertThat(FolderBytes.holding(states, own)).hasSize(1);

            assertThat(engine.scheduler().forget("Ada").join()).isEqualTo(new Forgotten(1, 1, 1));

            assertNothingOf("Ada", own);
            assertThat(FolderBytes.names(states)).hasSize(2);
        }
    }

    @Test
    void forgetsWhatOnlyTheDiskHas() {
        int[] own;
        try (Engine engine = models.open()) {
            own = own(engine, "Ada");
            ask(engine, "Ada");
        }
        try (Engine again = models.open()) {
            assertThat(again.scheduler().forget("Ada").join()).isEqualTo(new Forgotten(0, 1, 0));

            assertNothingOf("Ada", own);
            assertThat(ask(again, "Ada").await().cachedTokens())
                    .isEqualTo(again.prompts().encode(List.of(PERSONA), null).systemTokens());
        }
    }

    @Test
    void forgettingAtAnyMomentOfAWriteLeavesNothing() {
        try (Engine engine = models.open()) {
            StateDisk disk = requireNonNull(engine.disk());
            int[] own = own(engine, "Ada");
            for (int i = 0; i < 60; i++) {
                ask(engine, "Ada");
                CompletableFuture<Void> flushing = CompletableFuture.runAsync(() -> disk.flush(Duration.ofSeconds(10)));
                int pause = i % 20;
                for (int spin = 0; spin < pause * 2000; spin++) {
                    Thread.onSpinWait();
                }
                engine.scheduler().forget("Ada").join();

                assertNothingOf("Ada", own);
                flushing.join();
                assertNothingOf("Ada", own);
            }
        }
    }

    @Test
    void whatIsForgottenOnItsWayBackStaysForgotten() {
        int[] own;
        try (Engine engine = models.open()) {
            own = own(engine, "Ada");
            ask(engine, "Ada");
        }
        try (Engine again = models.open()) {
            int system = again.prompts().encode(List.of(PERSONA), null).systemTokens();
            CountDownLatch held = holdReader(again);
            Heard heard = new Heard();
            Asking.about(PERSONA, user("Question of Ada")).key("Ada").submit(again, heard);
            CompletableFuture<Forgotten> forgotten = again.scheduler().forget("Ada");
            held.countDown();
            forgotten.join();

            assertThat(heard.await().cachedTokens()).isLessThanOrEqualTo(system);
            again.flush(Duration.ofSeconds(10));
            assertNothingOf("Ada", own);
        }
    }

    @Test
    void aReplyIsCancelledWhileItsStateIsRead() {
        try (Engine engine = models.open()) {
            ask(engine, "Ada");
        }
        try (Engine again = models.open()) {
            CountDownLatch held = holdReader(again);
            Heard heard = new Heard();
            Handle handle =
                    Asking.about(PERSONA, user("Question of Ada")).key("Ada").submit(again, heard);
            Heard other =
                    Asking.about(PERSONA, user("I wait for nobody")).fresh().ask(again);
            assertThat(other.isOver()).isTrue();
            assertThat(heard.isOver()).isFalse();

            handle.cancel();

            assertThat(heard.await().finish()).isEqualTo(Finish.CANCELLED);
            held.countDown();
            assertThat(ask(again, "Ada").await().cachedTokens()).isPositive();
            assertThat(heard.ends).hasValue(1);
        }
    }

    @Test
    void closingEndsWhoWaitsForAState() {
        try (Engine engine = models.open()) {
            ask(engine, "Ada");
        }
        Heard heard = new Heard();
        CompletableFuture<Void> closed;
        CountDownLatch held;
        try (Engine again = models.open()) {
            held = holdReader(again);
            Asking.about(PERSONA, user("Question of Ada")).key("Ada").submit(again, heard);
            closed = CompletableFuture.runAsync(again.scheduler()::close);
            await().atMost(30, SECONDS).until(heard::isOver);
            held.countDown();
            closed.join();
        }
        assertThat(heard.ends).hasValue(1);
    }

    private static CountDownLatch holdReader(Engine engine) {
        CountDownLatch held = new CountDownLatch(1);
        requireNonNull(engine.disk()).fetch(List.of(), new int[0], 0, 0, _ -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return held;
    }

    private void leaveRoomForOne() {
        try (Engine probe = models.open()) {
            ask(probe, "Ada");
            await().atMost(30, SECONDS).until(() -> probe.states().states() == 2);
            models = models.withCacheBytes(probe.states().bytes());
            probe.scheduler().forget("Ada").join();
        }
    }

    private static Heard ask(Engine engine, String key) {
        return Asking.about(PERSONA, user("Question of " + key)).key(key).ask(engine);
    }

    /** The tokens of a conversation that no other has. */
    private static int[] own(Engine engine, String key) {
        Prompt prompt = engine.prompts().encode(List.of(PERSONA, user("Question of " + key)), key);
        return Arrays.copyOfRange(prompt.tokens(), prompt.systemTokens(), prompt.tokens().length);
    }

    private void assertNothingOf(String key, int[] tokens) {
        assertThat(FolderBytes.holding(states, key)).isEmpty();
        assertThat(FolderBytes.holding(states, tokens)).isEmpty();
    }

    private static StateBytes bytes(ByteBuffer data) {
        return new StateBytes() {
            @Override
            public long size() {
                return data.capacity();
            }

            @Override
            public ByteBuffer part(long from, int length) {
                return data.slice((int) from, length);
            }
        };
    }
}
