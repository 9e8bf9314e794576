package dev.parley.prompts;

import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A prompt of 200 turns: its messages, and which of them fit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContextBenchmark {
    private static final int TURNS = 200;
    private static final int TOKENS = 60;

    private final ContextWindow window = new ContextWindow(4096, 512);
    private final List<PromptTurn> turns = new ArrayList<>();

    /** Writes the turns; the last one is a person's. */
    @Setup
    public void write() {
        String text = "What the keeper of the light wrote down: twelve ships, two of them late. ".repeat(4);
        for (int i = 0; i <= TURNS; i++) {
            turns.add(
                    i % 2 == 0
                            ? new PromptTurn.Said("Anna", i + " " + text, List.of())
                            : new PromptTurn.Replied(i + " " + text));
        }
    }

    /** Builds the messages and fits them into a window of 4,096 tokens. */
    @Benchmark
    public ContextWindow.Fit build() throws MessageTooLongException {
        List<CountedMessage> counted = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            ChatMessage message = PromptBuilder.message(turns.get(i), true);
            counted.add(new CountedMessage(new UUID(0, i), message, TOKENS));
        }
        return window.fit(100, counted);
    }
}
