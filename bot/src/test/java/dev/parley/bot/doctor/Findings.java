package dev.parley.bot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.cli.ExitCode;
import java.util.List;

/** What a test expects of what was found. */
final class Findings {
    private Findings() {}

    static void well(List<Finding> findings, String... words) {
        assertThat(findings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Well.class, found -> assertThat(found.words()).contains(words));
    }

    static void warning(List<Finding> findings, String words, String... fix) {
        assertThat(findings).singleElement().isInstanceOfSatisfying(Finding.Warning.class, found -> {
            assertThat(found.words()).contains(words);
            assertThat(found.fix()).contains(fix);
        });
    }

    static void wrong(List<Finding> findings, ExitCode code, String words, String... fix) {
        assertThat(findings).singleElement().isInstanceOfSatisfying(Finding.Wrong.class, found -> {
            assertThat(found.words()).contains(words);
            assertThat(found.fix()).contains(fix);
            assertThat(found.exitCode()).isEqualTo(code);
        });
    }
}
