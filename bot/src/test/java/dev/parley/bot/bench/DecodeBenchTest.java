package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What process, HTTP, SSE and LangChain4j cost: tokens a second through all of it against a bare loop. */
@Tag("bench")
@Timeout(600)
class DecodeBenchTest {
    /** The JIT compiles a method that was called 200 times; a reply of 64 tokens comes in some eight chunks. */
    private static final int WARM_UP_ROUNDS = 25;

    private static final int ROUNDS = 25;
    private static final int TOKENS = 64;
    private static final String SYSTEM = "You are a helpful assistant.";
    private static final String QUESTION =
            "Write a long story about a lighthouse, a fisherman and his three daughters.";

    @TempDir
    private Path folder;

    @Test
    void theWholePathIsNearlyAsFastAsABareLoop() throws Exception {
        Report report = new Report("Decode through the whole path (child process, HTTP, SSE, LangChain4j)");
        double[] bare = new double[ROUNDS];
        double[] path = new double[ROUNDS];
        double[] ratio = new double[ROUNDS];
        try (RealEngine engine = RealEngine.start(folder);
                BareProcess loop = BareProcess.start(folder, SYSTEM, QUESTION, TOKENS)) {
            double[] cold = new double[WARM_UP_ROUNDS];
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                cold[round] = path(engine) / loop.round();
            }
            report.figure("ratio in the rounds that warm up", cold, "");
            // They take turns at being first, as the machine's speed drifts.
            for (int round = 0; round < ROUNDS; round++) {
                if (round % 2 == 0) {
                    bare[round] = loop.round();
                    path[round] = path(engine);
                } else {
                    path[round] = path(engine);
                    bare[round] = loop.round();
                }
                ratio[round] = path[round] / bare[round];
            }
        }
        report.figure("bare loop on the binding", bare, "tok/s")
                .figure("the whole path", path, "tok/s")
                .figure("ratio in each round", ratio, "")
                .atLeast("the whole path / bare loop", Figures.median(path) / Figures.median(bare), 0.95)
                .publish();
    }

    private static double path(RealEngine engine) {
        List<ChatMessage> messages = List.of(SystemMessage.from(SYSTEM), UserMessage.from(QUESTION));
        Arrivals arrivals = new Arrivals();
        Completion reply = engine.client()
                .generate(
                        new GenerationRequest(messages, RealEngine.GREEDY, TOKENS, "decode", true),
                        new Cancellation(),
                        arrivals);
        assertThat(reply.completionTokens())
                .as("tokens of a reply that the bare loop gives in full length too")
                .isEqualTo(TOKENS);
        return (TOKENS - 1) * 1e9 / (arrivals.last - arrivals.first);
    }

    private static final class Arrivals implements GenerationListener {
        private long first;
        private long last;

        @Override
        public void progress(int done, int cached, int total) {}

        @Override
        public void text(String delta) {
            last = System.nanoTime();
            first = first == 0 ? last : first;
        }
    }
}
