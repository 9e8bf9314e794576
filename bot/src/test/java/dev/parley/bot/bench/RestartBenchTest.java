package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How soon a conversation goes on after the engine was started anew, against reading it again. */
@Tag("bench")
@Timeout(900)
class RestartBenchTest {
    private static final int ROUNDS = 5;
    private static final List<String> FOLLOW_UPS =
            List.of("And then?", "Why?", "Who says so?", "Go on.", "Is it true?");

    @TempDir
    private Path folder;

    @Test
    void aConversationOfTwoThousandTokensGoesOnAtOnceInANewEngine() throws Exception {
        Report report = new Report("A conversation of 2,000 tokens after a restart of the engine");
        Path states = folder.resolve("states");
        List<ChatMessage> messages = new ArrayList<>();
        try (RealEngine engine = RealEngine.start(folder, states)) {
            messages.add(SystemMessage.from("You are a helpful assistant."));
            messages.add(UserMessage.from(ParkedBenchTest.longText(engine)));
            messages.add(AiMessage.from(
                    engine.generate(messages, RealEngine.GREEDY, 24, "kept").text()));
        }
        double[] restarted = new double[ROUNDS];
        double[] afresh = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            try (RealEngine engine = RealEngine.start(folder, states)) {
                List<ChatMessage> prompt = new ArrayList<>(messages);
                prompt.add(UserMessage.from(FOLLOW_UPS.get(i)));
                // The client's own time: the state is fetched before the engine's clock of the reply starts.
                RealEngine.FirstToken first = engine.firstToken(prompt, "kept");
                assertThat(first.reply().cachedTokens()).isGreaterThan(ParkedBenchTest.CONVERSATION);
                restarted[i] = first.millis();
                afresh[i] = engine.firstToken(prompt, null).millis();
            }
        }
        report.figure("first token, after a restart", restarted, "ms")
                .figure("first token, read afresh", afresh, "ms")
                .atMost("restarted / afresh", Figures.median(restarted) / Figures.median(afresh), 0.1)
                .publish();
    }
}
