package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.bot.responder.Bot;
import dev.parley.bot.responder.Outcome.Answered;
import dev.parley.bot.responder.ShownReply;
import dev.parley.bot.responder.World;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineEndpoint;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.models.Sha256;
import dev.parley.engine.server.EngineSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parley beside a llama-server of the user's own, which the variable {@code LLAMA_SERVER} names, on the same model, machine
 * and hour. On a quiet machine: {@code LLAMA_SERVER=... mvn verify -Pbench -pl bot -am -Dtest=LlamaServerBenchTest}.
 */
@Tag("bench")
@Timeout(3600)
class LlamaServerBenchTest {
    private static final int ROUNDS = 5;
    /** The engine's JIT compiles a method that was called 200 times; a reply of 64 tokens comes in some eight pieces. */
    private static final int WARM_UP_ROUNDS = 25;

    private static final int TOKENS = 64;
    private static final String QUESTION =
            "Write a long story about a lighthouse, a fisherman and his three daughters.";

    /** Turns of some 300 tokens: a round takes minutes, and gives six times of each. */
    private static final Workload SIX = new Workload(6, 7, 250, 48, 1, 2, 11, true);

    private static final Duration REST = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    @Test
    void oneReplyIsWrittenNearlyAsFast() throws Exception {
        Report report = new Report("One reply of 64 tokens: Parley beside llama-server");
        double[] bare = new double[ROUNDS];
        double[] path = new double[ROUNDS];
        double[] llama = new double[ROUNDS];
        double[] own = new double[ROUNDS];
        try (LlamaServerProcess server = LlamaServerProcess.start(folder);
                EngineClient client = new EngineClient(server::endpoint);
                World world = World.real(folder, RealModel.file())) {
            Bot bot = world.greedyBot(TOKENS);
            String system =
                    world.personas().library().find("assistant").orElseThrow().systemPrompt();
            BenchServer other = BenchServer.of("llama-server", client);
            try (BareProcess loop = BareProcess.start(folder, system, QUESTION, TOKENS)) {
                for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                    int at = Math.max(0, round);
                    int number = round;
                    List<Step> steps = new ArrayList<>(List.of(
                            () -> bare[at] = loop.round(),
                            () -> path[at] = path(bot, number),
                            () -> llama[at] = other(other, system, number, own, at)));
                    // They take turns at being first, as the machine's speed drifts.
                    Collections.rotate(steps, Math.floorMod(round, steps.size()));
                    for (Step each : steps) {
                        each.run();
                    }
                }
            }
        }
        report.figure("bare loop on the binding", bare, "tok/s")
                .figure("the whole path, as the bot's Responder shows it", path, "tok/s")
                .figure("llama-server, as its client sees it", llama, "tok/s")
                .figure("llama-server, by its own clock", own, "tok/s")
                .atLeast("bare loop / llama-server by its own clock", Figures.median(bare) / Figures.median(own), 0.80)
                .atLeast("whole path / llama-server", Figures.median(path) / Figures.median(llama), 0.76)
                .publish();
    }

    /** Something that is measured. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private static double path(Bot bot, int round) {
        Times times = new Times();
        Answered answered = bot.send(
                        Bot.message(World.place("round " + round), QUESTION), new ShownReply(_ -> times.note()))
                .answered();
        assertThat(answered.reply().generation()).isNotNull();
        assertThat(answered.reply().generation().completionTokens())
                .as("tokens of a reply that the bare loop gives in full length too")
                .isEqualTo(TOKENS);
        return times.perSecond();
    }

    private static double other(BenchServer server, String system, int round, double[] own, int at) {
        Times times = new Times();
        List<ChatMessage> messages = List.of(SystemMessage.from(system), UserMessage.from(QUESTION));
        Completion reply = server.ask(messages, TOKENS, "round " + round, new Cancellation(), times);
        assertThat(reply.completionTokens()).isEqualTo(TOKENS);
        own[at] = reply.decodeTps();
        return times.perSecond();
    }

    /** When the first and the last text came. */
    private static final class Times implements GenerationListener {
        private long first;
        private long last;

        void note() {
            last = System.nanoTime();
            first = first == 0 ? last : first;
        }

        @Override
        public void progress(int done, int cached, int total) {}

        @Override
        public void text(String delta) {
            note();
        }

        double perSecond() {
            return (TOKENS - 1) * 1e9 / (last - first);
        }
    }

    @Test
    void eightRepliesAtOnceAreWrittenNearlyAsFast() throws Exception {
        Report report = new Report("Eight conversations at once: Parley beside llama-server");
        Workload eight = new Workload(8, 1, 16, TOKENS, 1, ROUNDS, 5, false);
        try (LlamaServerProcess server = LlamaServerProcess.start(folder);
                EngineClient client = new EngineClient(server::endpoint);
                RealEngine engine = RealEngine.start(folder)) {
            BenchServer own = BenchServer.of("parley", engine.client());
            warmUp(own, engine);
            List<Outcome> outcomes = run(eight, engine, own, BenchServer.of("llama-server", client));
            double parley = total(outcomes.get(0));
            double llama = total(outcomes.get(1));
            report.figure("Parley, all together", parley, "tok/s")
                    .figure("llama-server, all together", llama, "tok/s")
                    .atLeast("Parley / llama-server", parley / llama, 0.75)
                    .publish();
        }
    }

    @Test
    void eightRepliesAtOnceAreMoreThanOneAfterAnother() throws Exception {
        Report report = new Report("Eight conversations at once beside one, by the code of parley bench");
        double[] one = new double[ROUNDS];
        double[] eight = new double[ROUNDS];
        try (RealEngine engine = RealEngine.start(folder)) {
            BenchServer own = BenchServer.of("parley", engine.client());
            warmUp(own, engine);
            for (int round = 0; round < ROUNDS; round++) {
                one[round] = total(run(new Workload(1, 1, 16, TOKENS, 1, 1, 20 + round, false), engine, own)
                        .getFirst());
                eight[round] = total(run(new Workload(8, 1, 16, TOKENS, 1, 1, 40 + round, false), engine, own)
                        .getFirst());
            }
        }
        report.figure("one", one, "tok/s")
                .figure("eight, all together", eight, "tok/s")
                .atLeast("eight / one", Figures.median(eight) / Figures.median(one), 1.25)
                .publish();
    }

    @Test
    void sixConversationsGoOnAsSoonAndSoonerAfterARestart() throws Exception {
        Report report = new Report("Six conversations in turn, 300 tokens a turn: Parley beside llama-server");
        boolean onDisk = keepsStatesOnDisk();
        Times6 parley = new Times6();
        Times6 llama = new Times6();
        List<Script> scripts = scripts();
        for (int i = 0; i < scripts.size(); i++) {
            sixConversations(scripts.get(i), i % 2, onDisk, parley, llama);
        }
        report.figure("Parley, first token at turn 6", parley.sixth(), "ms")
                .figure("llama-server, first token at turn 6", llama.sixth(), "ms")
                .atMost("Parley / llama-server", Figures.median(parley.sixth()) / Figures.median(llama.sixth()), 1.1);
        if (onDisk) {
            report.figure("Parley, restarted, first token at turn 7", parley.seventh(), "ms")
                    .figure("llama-server, restarted, first token at turn 7", llama.seventh(), "ms")
                    .atMost(
                            "Parley / llama-server, both restarted",
                            Figures.median(parley.seventh()) / Figures.median(llama.seventh()),
                            0.2);
        }
        report.publish();
        assumeTrue(onDisk, "this engine keeps no states on disk: nothing was measured after a restart");
    }

    /** First tokens of the sixth turn, and of the seventh after a restart. */
    private static final class Times6 {
        private final List<Sample> samples = new ArrayList<>();

        void add(Sample sample) {
            assertThat(sample.failure()).isNull();
            samples.add(sample);
        }

        double[] sixth() {
            return of(5);
        }

        double[] seventh() {
            return of(6);
        }

        private double[] of(int turn) {
            return samples.stream()
                    .filter(each -> each.turn() == turn)
                    .mapToDouble(Sample::firstTokenMillis)
                    .toArray();
        }
    }

    /** Written before, so that whoever counts their tokens is gone when they are read. */
    private List<Script> scripts() throws InterruptedException {
        try (RealEngine counter = RealEngine.start(folder)) {
            return IntStream.range(0, SIX.rounds())
                    .mapToObj(round -> Script.of(SIX, round, counter.client()::count))
                    .toList();
        }
    }

    private void sixConversations(Script script, int whoIsFirst, boolean onDisk, Times6 parley, Times6 llama)
            throws Exception {
        Map<String, Object> settings = new HashMap<>();
        if (onDisk) {
            settings.put(
                    "stateFolder", Files.createTempDirectory(folder, "states").toString());
            settings.put("modelSha256", Sha256.of(RealModel.file()));
            settings.put("diskBytes", 1L << 30);
        }
        AtomicReference<EngineEndpoint.Address> own = new AtomicReference<>();
        AtomicReference<EngineEndpoint.Address> other = new AtomicReference<>();
        try (EngineClient ownClient = new EngineClient(own::get);
                EngineClient otherClient = new EngineClient(other::get)) {
            Round ownRound;
            Round otherRound;
            try (RealEngine engine = RealEngine.start(folder, settings);
                    LlamaServerProcess server = LlamaServerProcess.start(folder)) {
                own.set(engine.endpoint());
                other.set(server.endpoint());
                ownRound = warm("parley", script, ownClient, parley::add);
                otherRound = warm("llama-server", script, otherClient, llama::add);
                ownRound.inTurn(0, SIX.turns() - 2);
                otherRound.inTurn(0, SIX.turns() - 2);
                inPairs(whoIsFirst, ownRound, otherRound);
            }
            if (onDisk) {
                try (RealEngine engine = RealEngine.start(folder, settings);
                        LlamaServerProcess server = LlamaServerProcess.start(folder)) {
                    own.set(engine.endpoint());
                    other.set(server.endpoint());
                    inPairs(whoIsFirst, ownRound, otherRound);
                }
            }
        }
    }

    private static Round warm(String name, Script script, EngineClient client, Consumer<Sample> heard) {
        BenchServer server = BenchServer.of(name, client);
        server.warmUp(List.of(script.talks().getFirst().system()), new Cancellation());
        return new Round(server, 0, script, SIX.replyTokens(), new Cancellation(), heard);
    }

    /**
     * One turn: each conversation at the one server, then at the other. The machine is a quarter slower for minutes at a time,
     * from one second to the next, and in whole turns that hit the one and not the other.
     */
    private static void inPairs(int whoIsFirst, Round own, Round other) throws InterruptedException {
        for (int person = 0; person < SIX.conversations(); person++) {
            for (Round each : (person + whoIsFirst) % 2 == 0 ? List.of(own, other) : List.of(other, own)) {
                // What the one still writes to the disk is not to slow the other.
                Thread.sleep(REST);
                each.next(person);
            }
        }
    }

    private static boolean keepsStatesOnDisk() {
        return Arrays.stream(EngineSettings.class.getRecordComponents())
                .anyMatch(each -> each.getName().equals("stateFolder"));
    }

    private static void warmUp(BenchServer own, RealEngine engine) throws InterruptedException {
        run(new Workload(2, 1, 8, TOKENS, 1, WARM_UP_ROUNDS / 2, 99, false), engine, own);
    }

    private static List<Outcome> run(Workload workload, RealEngine engine, BenchServer... servers)
            throws InterruptedException {
        Benchmark benchmark = new Benchmark(workload, List.of(servers), engine.client()::count, () -> {});
        benchmark.run(new Cancellation());
        assertThat(benchmark.outcomes()).allSatisfy(each -> {
            assertThat(each.failures()).isEmpty();
            assertThat(each.shorter()).isZero();
        });
        return benchmark.outcomes();
    }

    private static double total(Outcome outcome) {
        return outcome.totalRate().orElseThrow();
    }
}
