package dev.parley.bot.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.bench.Figures;
import dev.parley.bot.bench.RealEngine;
import dev.parley.prompts.SamplingOverrides;
import dev.parley.prompts.examples.EasyQuestions;
import dev.parley.prompts.examples.EasyQuestions.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compares prompts and ways of drawing on the easy questions, and writes the table of {@code docs/personas-score.md}. */
@Tag("bench")
@Timeout(1500)
class PromptChoiceBenchTest {
    private static final int SEEDS = 3;

    @TempDir
    private Path folder;

    @Test
    void theShippedAssistantIsRightFourTimesOutOfFive() throws Exception {
        Examinee shipped = Examinee.shipped("assistant");
        Map<String, Examinee> field = new LinkedHashMap<>();
        field.put("**as shipped**", shipped);
        field.put("temperature 0", shipped.drawing(temperature(0.0)));
        field.put("temperature 0.2", shipped.drawing(temperature(0.2)));
        field.put("temperature 0.7", shipped.drawing(temperature(0.7)));
        field.put("repeat penalty 1.1", shipped.drawing(new SamplingOverrides(null, null, null, null, 1.1, null)));
        field.put("“You are a helpful assistant.”", shipped.told("You are a helpful assistant."));
        field.put(
                "… at temperature 0",
                shipped.told("You are a helpful assistant.").drawing(temperature(0.0)));
        field.put("persona coder", Examinee.shipped("coder"));

        Map<String, double[]> scores = new LinkedHashMap<>();
        Map<String, Integer> missed = new TreeMap<>();
        try (RealEngine engine = RealEngine.start(folder)) {
            field.forEach((name, examinee) -> scores.put(
                    name,
                    IntStream.rangeClosed(1, SEEDS)
                            .mapToDouble(seed -> {
                                List<Question> wrong = examinee.wrong(engine, seed);
                                if (examinee.equals(shipped)) {
                                    wrong.forEach(each -> missed.merge(each.ask(), 1, Integer::sum));
                                }
                                return EasyQuestions.load().size() - wrong.size();
                            })
                            .toArray()));
        }
        String table = table(scores, missed);
        System.out.println(table);
        Files.writeString(Path.of("target", "personas-score.md"), table);
        assertThat(Figures.median(scores.get("**as shipped**")))
                .as("right answers of the assistant, of 40")
                .isGreaterThanOrEqualTo(32);
    }

    private static SamplingOverrides temperature(double value) {
        return new SamplingOverrides(value, null, null, null, null, null);
    }

    private static String table(Map<String, double[]> scores, Map<String, Integer> missed) {
        StringBuilder table =
                new StringBuilder("| prompt and drawing | right, of 40, for %d seeds |\n|---|---|\n".formatted(SEEDS));
        scores.forEach((name, values) -> table.append("| %s | %s |\n".formatted(name, numbers(values))));
        table.append("\nWhat the shipped assistant got wrong, and how often of %d:\n\n".formatted(SEEDS));
        missed.forEach((question, times) -> table.append("- %s (%d)\n".formatted(question, times)));
        return table.toString();
    }

    private static String numbers(double[] values) {
        return java.util.Arrays.stream(values)
                .mapToObj(value -> Integer.toString((int) value))
                .collect(Collectors.joining(", "));
    }
}
