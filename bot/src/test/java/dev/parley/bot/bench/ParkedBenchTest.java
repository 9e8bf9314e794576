package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Completion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How soon a conversation at rest goes on, against reading it again. */
@Tag("bench")
@Timeout(600)
class ParkedBenchTest {
    /** Tokens. */
    static final int CONVERSATION = 2000;

    private static final int AFRESH = 3;
    private static final List<String> FOLLOW_UPS =
            List.of("And then?", "Why?", "Who says so?", "Go on.", "Is it true?", "When was it?", "What else?");

    @TempDir
    private Path folder;

    @Test
    void aParkedConversationOfTwoThousandTokensGoesOnAtOnce() throws Exception {
        Report report = new Report("A parked conversation of 2,000 tokens");
        double[] parked = new double[FOLLOW_UPS.size()];
        double[] afresh = new double[AFRESH];
        int[] unread = new int[FOLLOW_UPS.size()];
        try (RealEngine engine = RealEngine.start(folder)) {
            List<ChatMessage> messages = new ArrayList<>(
                    List.of(SystemMessage.from("You are a helpful assistant."), UserMessage.from(longText(engine))));
            Completion first = engine.generate(messages, RealEngine.GREEDY, 24, "parked");
            messages.add(AiMessage.from(first.text()));
            for (int i = 0; i < FOLLOW_UPS.size(); i++) {
                // Somebody else is answered in between, so that nothing of it is left in the context.
                engine.generate(List.of(UserMessage.from("Hello!")), RealEngine.GREEDY, 8, "other");
                List<ChatMessage> prompt = with(messages, FOLLOW_UPS.get(i));
                Completion reply = engine.generate(prompt, RealEngine.GREEDY, 8, "parked");
                assertThat(reply.cachedTokens()).isGreaterThan(CONVERSATION);
                parked[i] = reply.ttftMillis();
                unread[i] = reply.promptTokens() - reply.cachedTokens();
                if (i % 2 == 0 && i / 2 < AFRESH) {
                    Completion again = engine.afresh(prompt, RealEngine.GREEDY, 8);
                    assertThat(again.cachedTokens()).isZero();
                    afresh[i / 2] = again.ttftMillis();
                }
            }
        }
        report.figure("first token, parked", parked, "ms")
                .figure(
                        "tokens read for it",
                        java.util.Arrays.stream(unread).average().orElseThrow(),
                        "on average")
                .figure("first token, read afresh", afresh, "ms")
                .atMost("parked / afresh", Figures.median(parked) / Figures.median(afresh), 0.02)
                .publish();
    }

    private static List<ChatMessage> with(List<ChatMessage> messages, String question) {
        List<ChatMessage> all = new ArrayList<>(messages);
        all.add(UserMessage.from(question));
        return all;
    }

    /** A text of some {@link #CONVERSATION} tokens and a question. */
    static String longText(RealEngine engine) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; engine.client().count(text.toString()) < CONVERSATION; ) {
            for (int end = i + 10; i < end; i++) {
                text.append("On day ")
                        .append(i)
                        .append(" the keeper of the lighthouse saw ")
                        .append(i * 7 % 23)
                        .append(" ships pass, and wrote down their names. ");
            }
        }
        return text.append("What did the keeper do?").toString();
    }
}
