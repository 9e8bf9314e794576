package dev.parley.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SamplingOverridesTest {
    @Test
    void whatIsSetIsStrongerThanTheRest() {
        var flags = new SamplingOverrides(0.0, null, null, null, null, 10);
        var persona = new SamplingOverrides(0.7, 0.9, null, null, 1.05, 512);

        assertThat(flags.orElse(persona)).isEqualTo(new SamplingOverrides(0.0, 0.9, null, null, 1.05, 10));
        assertThat(SamplingOverrides.NONE.orElse(persona)).isEqualTo(persona);
    }

    @Test
    void everyWrongNumberIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SamplingOverrides(Double.NaN, Double.POSITIVE_INFINITY, 0, null, null, -1))
                .withMessage("temperature must be a number from 0 to 2, not NaN."
                        + " top-p must be a number from 0.01 to 1, not Infinity."
                        + " top-k must be a number from 1 to 1000, not 0."
                        + " max-tokens must be a number from 1 to 32768, not -1.");
    }
}
