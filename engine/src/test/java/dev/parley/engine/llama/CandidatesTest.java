package dev.parley.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.fixture.TestLibrary;
import java.lang.foreign.Arena;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CandidatesTest {
    private static final int VOCABULARY = 2_000;
    private static final int DRAWS = 200;

    static Stream<SamplerSettings> chains() {
        return Stream.of(
                new SamplerSettings(0, 40, 1, 0, 1.3, 0, 0),
                new SamplerSettings(1, 40, 1, 0, 1, 0, 0),
                new SamplerSettings(2, 1, 1, 0, 1.1, 0, 0),
                new SamplerSettings(5, 40, 1, 0, 2, 2, 2),
                new SamplerSettings(1.5, 10, 0.9, 0.05, 1.1, 0.5, 0),
                new SamplerSettings(3, 300, 0.99, 0, 1.1, 0, 1.5),
                new SamplerSettings(3, 20, 1, 0, 0.5, 0, 0),
                new SamplerSettings(3, 20, 1, 0, 1, -2, -2));
    }

    @ParameterizedTest
    @MethodSource("chains")
    void theFewGiveWhatAllWouldHaveGiven(SamplerSettings settings) {
        Random random = new Random(settings.hashCode());
        try (Arena arena = Arena.ofConfined();
                LlamaSampler few = new LlamaSampler(TestLibrary.get(), settings, 7);
                LlamaSampler all = new LlamaSampler(TestLibrary.get(), settings, 7)) {
            Candidates candidates = new Candidates(arena, VOCABULARY);
            float[] fixed = row(random);
            for (int draw = 0; draw < DRAWS; draw++) {
                // The same row again and again, so that penalties have something to push down or lift.
                float[] row = draw % 4 == 0 ? row(random) : fixed;

                int token = draw(few, candidates, row, few.candidates(VOCABULARY));

                assertThat(token).as("draw %d", draw).isEqualTo(draw(all, candidates, row, VOCABULARY));
            }
        }
    }

    @Test
    void onlyAPenaltyThatRaisesHasToSeeAll() {
        assertThat(candidates(new SamplerSettings(1, 40, 1, 0, 1, 0, 0))).isEqualTo(40);
        assertThat(candidates(new SamplerSettings(1, 40, 1, 0, 1.1, 0, 0))).isEqualTo(40 + LlamaSampler.PENALTY_WINDOW);
        assertThat(candidates(new SamplerSettings(1, 40, 1, 0, 0.9, 0, 0))).isEqualTo(VOCABULARY);
        assertThat(candidates(new SamplerSettings(1, 40, 1, 0, 1, 0, -0.1))).isEqualTo(VOCABULARY);
    }

    private static int candidates(SamplerSettings settings) {
        try (LlamaSampler sampler = new LlamaSampler(TestLibrary.get(), settings, 1)) {
            return sampler.candidates(VOCABULARY);
        }
    }

    private static int draw(LlamaSampler sampler, Candidates candidates, float[] row, int count) {
        TestLibrary.get().api().sampler_apply.call(sampler.pointer(), candidates.pick(row, count));
        int token = candidates.selected();
        sampler.accept(token);
        return token;
    }

    private static float[] row(Random random) {
        float[] row = new float[VOCABULARY];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (4 * random.nextGaussian());
        }
        return row;
    }
}
