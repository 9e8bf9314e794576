package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Six conversations that are answered in turn: what was read once is not read again. */
@Tag("bench")
@Timeout(900)
class SixConversationsBenchTest {
    private static final int TURNS = 20;
    private static final int REPLY_TOKENS = 48;
    private static final int LEAST_MESSAGE_TOKENS = 30;
    private static final int AFRESH = 3;
    private static final Sampling SAMPLING = new Sampling(0.1, 40, 0.9, 0.1, 1, 7L);
    private static final List<String> TOPICS =
            List.of("roses", "sailing boats", "bread", "bicycles", "the violin", "winter in Norway");
    private static final List<String> ASPECTS = List.of(
            "the history",
            "the cost",
            "the dangers",
            "the beauty",
            "the tools",
            "the best season",
            "the first steps",
            "the usual mistakes",
            "the science",
            "the legends",
            "the sounds",
            "the colours",
            "the famous people",
            "the books",
            "the smell",
            "the future",
            "the weather",
            "the food",
            "the rules",
            "the friends");

    @TempDir
    private Path folder;

    /** A conversation and what its turns cost. */
    private static final class Talk {
        private final String topic;
        private final List<ChatMessage> messages = new ArrayList<>();
        private Completion last;
        private int read;
        private int fresh;

        private Talk(String topic) {
            this.topic = topic;
            messages.add(SystemMessage.from("You are a helpful assistant who gives short and correct answers."));
        }

        private void ask(RealEngine engine, String question) {
            messages.add(UserMessage.from(question));
            Completion reply = engine.generate(messages, SAMPLING, REPLY_TOKENS, topic);
            if (last != null) {
                read += reply.promptTokens() - reply.cachedTokens();
                fresh += reply.promptTokens() - last.promptTokens() - last.completionTokens();
            }
            last = reply;
        }

        private void answered() {
            messages.add(AiMessage.from(last.text()));
        }
    }

    @Test
    void onlyNewTokensAreRead() throws Exception {
        Report report = new Report("Six conversations in turn, 20 turns each");
        List<Talk> talks = TOPICS.stream().map(Talk::new).toList();
        double[] cached = new double[TOPICS.size()];
        double[] afresh = new double[AFRESH];
        double worst = 0;
        try (RealEngine engine = RealEngine.start(folder)) {
            for (int turn = 0; turn < TURNS; turn++) {
                for (Talk talk : talks) {
                    String question = question(ASPECTS.get(turn), talk.topic);
                    assertThat(engine.client().count(question)).isGreaterThanOrEqualTo(LEAST_MESSAGE_TOKENS);
                    talk.ask(engine, question);
                    if (turn < TURNS - 1) {
                        talk.answered();
                    }
                }
            }
            for (int i = 0; i < TOPICS.size(); i++) {
                cached[i] = talks.get(i).last.ttftMillis();
                if (i < AFRESH) {
                    afresh[i] =
                            engine.afresh(talks.get(i).messages, SAMPLING, 1).ttftMillis();
                    worst = Math.max(worst, cached[i] / afresh[i]);
                }
            }
        }
        int read = talks.stream().mapToInt(talk -> talk.read).sum();
        int fresh = talks.stream().mapToInt(talk -> talk.fresh).sum();
        report.figure(
                        "prompt tokens at turn 20",
                        talks.stream()
                                .mapToInt(talk -> talk.last.promptTokens())
                                .average()
                                .orElseThrow(),
                        "on average")
                .figure("tokens read, turns 2 to 20", read, "")
                .figure("new tokens, turns 2 to 20", fresh, "")
                .atMost("read / new", (double) read / fresh, 1.1)
                .figure("first token at turn 20", cached, "ms")
                .figure("the same prompts uncached", afresh, "ms")
                .figure("cached / uncached, the worst", worst, "")
                .atMost("cached / uncached", Figures.median(cached) / Figures.median(afresh), 0.15)
                .publish();
    }

    private static String question(String aspect, String topic) {
        return "Let us talk about " + aspect + " of " + topic + " now. I am a beginner and have time for one or two"
                + " sentences only, so what is the one thing about it that I should know first?";
    }
}
