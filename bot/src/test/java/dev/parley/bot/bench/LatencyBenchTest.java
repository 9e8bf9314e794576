package dev.parley.bot.bench;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.bench.Talks.Endless;
import dev.parley.bot.bench.Talks.Told;
import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.GenerationRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long four running replies wait for a token while somebody's long text is read. */
@Tag("bench")
@Timeout(900)
class LatencyBenchTest {
    private static final int RUNNING = 4;
    private static final int TEXT = 2000;
    private static final int ROUNDS = 3;
    /** Gaps of each reply before the text comes. */
    private static final int LEAD = 40;
    /** Milliseconds, beside a decode step of each adapter in use. */
    private static final double BOUND = 250;

    @TempDir
    private Path folder;

    private Talks talks;

    @BeforeEach
    void open() {
        talks = new Talks();
    }

    @AfterEach
    void close() {
        talks.close();
    }

    @Test
    void aLongTextHoldsNobodyUp() throws Exception {
        measure("A text of 2,000 tokens while 4 replies run", List.of(AdapterSet.NONE), 1, false);
    }

    @Test
    void norDoesItWithTwoAdaptersInUse() throws Exception {
        List<AdapterSet> two = List.of(talks.adapter(folder, 1), talks.adapter(folder, 2));
        measure("A text of 2,000 tokens while 4 replies run under two adapters", two, 1, false);
    }

    @Test
    void norDoThreeTextsAtOnce() throws Exception {
        measure("Three texts of 2,000 tokens while 4 replies run", List.of(AdapterSet.NONE), 3, false);
    }

    @Test
    void norDoesATextThatIsScored() throws Exception {
        measure("A text of 2,000 tokens that is scored while 4 replies run", List.of(AdapterSet.NONE), 1, true);
    }

    private void measure(String title, List<AdapterSet> adapters, int texts, boolean scored) throws Exception {
        Report report = new Report(title);
        List<Endless> running = IntStream.range(0, RUNNING)
                .mapToObj(each ->
                        new Endless(talks.engine(), talks.story(each, 1500, adapters.get(each % adapters.size()))))
                .toList();
        List<Double> before = new ArrayList<>();
        List<Double> during = new ArrayList<>();
        List<Double> reading = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            await().atMost(120, SECONDS).until(() -> running.stream().allMatch(each -> each.count() >= LEAD));
            running.forEach(each -> before.addAll(each.gaps()));
            int number = round;
            List<GenerationRequest> requests = IntStream.range(0, texts)
                    .mapToObj(each -> talks.text(TEXT, "day " + number + "." + each, scored, adapters.getFirst()))
                    .toList();
            running.forEach(Endless::gaps);
            List<Told> all = requests.stream().map(this::submitted).toList();
            for (Told each : all) {
                reading.add(each.result.join().promptMillis());
            }
            running.forEach(each -> during.addAll(each.gaps()));
        }
        running.forEach(Endless::end);

        assertThat(during).as("gaps to look at").hasSizeGreaterThan(100);
        double step = at(before, 0.5);
        report.figure("between two tokens before, median", step, "ms")
                .figure("while the text is read, median", at(during, 0.5), "ms, " + during.size() + " gaps")
                .figure("most", at(during, 1), "ms")
                .figure("reading the text", array(reading), "ms")
                .atMost("99 of 100 are shorter than", at(during, 0.99), BOUND + step)
                .publish();
    }

    private Told submitted(GenerationRequest request) {
        Told told = new Told();
        talks.engine().scheduler().submit(request, told);
        return told;
    }

    private static double at(List<Double> values, double part) {
        double[] sorted = array(values);
        java.util.Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length))];
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(each -> each).toArray();
    }
}
