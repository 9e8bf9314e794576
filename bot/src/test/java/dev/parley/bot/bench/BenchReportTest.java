package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchReportTest {
    private static final Workload WORKLOAD = new Workload(200, 40, 1000, 1000, 10, 100, 123_456_789, true);
    private static final String FAILURE = "The connection to the engine was lost: " + "nobody listens there ".repeat(9);

    @TempDir
    private Path folder;

    private static Outcome outcome(String name, long millis, int cached) {
        long nanos = millis * 1_000_000;
        Sample reply = new Sample(0, 0, 0, new long[] {nanos, 2 * nanos, 3 * nanos}, 100, cached, 90, 3, null);
        Sample failure = new Sample(0, 39, 0, new long[0], 0, -1, 0, 0, FAILURE);
        return Outcome.of(name, WORKLOAD, List.of(reply, failure));
    }

    private static BenchReport report(boolean whole, Outcome... outcomes) {
        return new BenchReport(
                WORKLOAD, Map.of("machine", "A very long name of a processor ".repeat(5)), List.of(outcomes), whole);
    }

    @Test
    void fitsATerminal() {
        String text = report(true, outcome("parley", 900_000, 5), outcome("other", 123_456, -1))
                .text();

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void setsOneBesideTheOther() {
        String text = report(true, outcome("parley", 300, 80), outcome("other", 200, -1))
                .text();

        assertThat(row(text, "first token, half of all")).isEqualTo("ms 300 200 x 1.50");
        assertThat(row(text, "in turn 1")).isEqualTo("ms 300 200 x 1.50");
        assertThat(row(text, "in turn 40")).isEqualTo("ms unknown unknown");
        assertThat(row(text, "one reply")).isEqualTo("tok/s 3.33 5.00 x 0.67");
        assertThat(row(text, "prompt tokens read")).isEqualTo("20 unknown");
        assertThat(row(text, "of these a second time")).isEqualTo("10 unknown");
        assertThat(row(text, "failed")).isEqualTo("1 1");
        assertThat(text).contains("parley: The connection to the engine", "below 1 is better for ms");
    }

    @Test
    void oneAloneHasNoRatio() {
        String text = report(false, outcome("parley", 300, 80)).text();

        assertThat(row(text, "first token, half of all")).isEqualTo("ms 300");
        assertThat(text).contains("(broken off)").doesNotContain("ratio");
    }

    @Test
    void isOneObjectToo() throws IOException {
        String json = report(true, outcome("parley", 300, 80), outcome("other", 200, -1))
                .json();
        JsonNode root = new ObjectMapper().readTree(json);

        assertThat(json).doesNotContain("\n");
        assertThat(root.at("/settings/reply_tokens").asInt()).isEqualTo(1000);
        assertThat(root.path("machine").asText()).contains("processor");
        assertThat(root.at("/servers/0/prompt_tokens_read").asInt()).isEqualTo(20);
        assertThat(root.at("/servers/1/prompt_tokens_read").isNull()).isTrue();
        assertThat(root.at("/ratios/first_token_p50").asDouble()).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void drawsWithoutAScreen() throws IOException {
        Path file = folder.resolve("picture.png");

        BenchPlot.draw("first token", List.of(outcome("parley", 300, 80), outcome("other", 200, -1)), file);

        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(900);
        assertThat(Files.size(file)).isGreaterThan(5000);
    }

    /** The words of a line of the table after its name, one blank between them. */
    private static String row(String text, String name) {
        Optional<String> line = text.lines()
                .map(String::strip)
                .filter(each -> each.startsWith(name + "  "))
                .findFirst();
        return line.orElseThrow().substring(name.length()).strip().replaceAll(Pattern.quote("  ") + "+|\\s+", " ");
    }
}
