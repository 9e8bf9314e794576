package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.platform.MessageSplitter.Part;
import dev.parley.bot.platform.RandomMarkdown.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds for every reply, tried on 10,000. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageSplitterPropertyTest {
    private static final int TEXTS = 10_000;
    private static final int[] LIMITS = {200, 500, 2000};

    private static final Pattern CLUSTER = Pattern.compile("\\X");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");

    private record Sample(int seed, int limit, RandomMarkdown markdown, List<Part> parts) {
        String text() {
            return markdown.text();
        }
    }

    /** Where a part's own text stands in the original. */
    private record Place(int start, int end) {}

    private final List<Sample> samples = new ArrayList<>();

    @BeforeAll
    void splitAll() {
        for (var seed = 0; seed < TEXTS; seed++) {
            var random = new Random(seed);
            var limit = LIMITS[seed % LIMITS.length];
            var markdown = new RandomMarkdown(random, random.nextInt(limit * 3));
            samples.add(new Sample(seed, limit, markdown, new MessageSplitter(limit).split(markdown.text())));
        }
    }

    @Test
    void everyPartFitsAndSaysSomething() {
        forEach((sample, part) -> {
            assertThat(part.text().codePointCount(0, part.text().length())).isLessThanOrEqualTo(sample.limit());
            assertThat(part.text()).isNotBlank();
        });
    }

    @Test
    void thePartsWithoutWhatWasAddedAreTheOriginalUpToWhiteSpaceAtTheCuts() {
        for (var sample : samples) {
            var places = places(sample);
            var end = places.isEmpty() ? 0 : places.getLast().end();

            assertThat(sample.text().substring(end))
                    .as("end of %d", sample.seed())
                    .isBlank();
        }
    }

    @Test
    void noCutLiesInsideALinkAnAddressCodeOrAMention() {
        for (var sample : samples) {
            var inside = new BitSet();
            for (Span atom : sample.markdown().atoms()) {
                if (atom.end() - atom.start() <= sample.limit()) {
                    inside.set(atom.start() + 1, atom.end());
                }
            }
            for (var place : places(sample)) {
                assertThat(inside.get(place.start()) || inside.get(place.end()))
                        .as("cut in %d at %d or %d", sample.seed(), place.start(), place.end())
                        .isFalse();
            }
        }
    }

    @Test
    void noCutLiesInsideACharacterAsPeopleSeeIt() {
        for (var sample : samples) {
            var borders = new BitSet();
            borders.set(0);
            CLUSTER.matcher(sample.text()).results().forEach(cluster -> borders.set(cluster.end()));
            for (var place : places(sample)) {
                assertThat(borders.get(place.start()) && borders.get(place.end()))
                        .as("cut in %d at %d or %d", sample.seed(), place.start(), place.end())
                        .isTrue();
            }
        }
    }

    @Test
    void fencesAreBalancedInEveryPartButPerhapsTheLast() {
        for (var sample : samples) {
            for (var part : sample.parts().subList(0, Math.max(0, sample.parts().size() - 1))) {
                assertThat(openFence(part.text()))
                        .as("%d: %s", sample.seed(), part)
                        .isEmpty();
            }
        }
    }

    @Test
    void fencesAreOpenInTheLastPartOnlyIfTheOriginalLeavesThemSo() {
        for (var sample : samples) {
            var last = sample.parts().isEmpty() ? "" : sample.parts().getLast().text();

            assertThat(openFence(last)).as("%d: %s", sample.seed(), last).isEqualTo(openFence(sample.text()));
        }
    }

    @Test
    void noPartIsFenceLinesOnly() {
        forEach((sample, part) -> assertThat(part.text().lines())
                .as("%d: %s", sample.seed(), part)
                .anyMatch(line -> !line.isBlank() && !FENCE.matcher(line).matches()));
    }

    @Test
    void allPartsButTheLastStayAsTheTextGrows() {
        for (var sample : samples) {
            var random = new Random(sample.seed());
            var splitter = new MessageSplitter(sample.limit());
            for (var i = 0; i < 3; i++) {
                var length = random.nextInt(sample.text().length() + 1);
                var early = splitter.split(sample.text().substring(0, length));
                var kept = early.subList(0, Math.max(0, early.size() - 1));

                assertThat(sample.parts().subList(0, kept.size()))
                        .as("%d after %d", sample.seed(), length)
                        .isEqualTo(kept);
            }
        }
    }

    @Test
    void fewMessagesAreSmall() {
        var sizes = samples.stream()
                .filter(sample -> sample.limit() == 2000)
                .flatMap(sample ->
                        sample.parts().stream().limit(Math.max(0, sample.parts().size() - 1)))
                .mapToInt(part -> part.text().length())
                .toArray();

        assertThat(sizes).hasSizeGreaterThan(1000);
        assertThat(IntStream.of(sizes).filter(size -> size < 800).count()).isLessThan(sizes.length / 100);
    }

    private void forEach(BiConsumer<Sample, Part> check) {
        samples.forEach(sample -> sample.parts().forEach(part -> check.accept(sample, part)));
    }

    private static List<Place> places(Sample sample) {
        var places = new ArrayList<Place>();
        var at = 0;
        for (var part : sample.parts()) {
            var own = own(part);
            while (Character.isWhitespace(sample.text().charAt(at))) {
                at++;
            }
            var start = at - (own.length() - own.stripLeading().length());
            assertThat(sample.text().startsWith(own, start))
                    .as("%d at %d: %s", sample.seed(), start, own)
                    .isTrue();
            at = start + own.length();
            places.add(new Place(start, at));
        }
        return places;
    }

    private static String own(Part part) {
        var lines = part.text().split("\n", -1);
        var from = part.reopened() ? 1 : 0;
        var to = part.closed() ? lines.length - 1 : lines.length;
        IntStream.of(from - 1, to)
                .filter(i -> i >= 0 && i < lines.length)
                .forEach(i -> assertThat(lines[i]).matches(FENCE));
        return String.join("\n", List.of(lines).subList(from, to));
    }

    /** The marks of the fence that is open at the end of a text, or empty. */
    private static String openFence(String text) {
        var open = "";
        for (var line : text.lines().toList()) {
            var fence = FENCE.matcher(line);
            if (!fence.matches()) {
                continue;
            }
            var marks = fence.group(1);
            if (open.isEmpty()) {
                open = marks.startsWith("`") && fence.group(2).contains("`") ? "" : marks;
            } else if (marks.startsWith(open) && fence.group(2).isBlank()) {
                open = "";
            }
        }
        return open;
    }
}
