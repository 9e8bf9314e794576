package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.config.TunedEngine.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TunedEngineTest {
    private static final Place PLACE = new Place("A processor", 2, "0.1.0");

    @TempDir
    private Path folder;

    private Home home;

    @BeforeEach
    void prepare() {
        home = Home.of(Map.of("PARLEY_HOME", folder.toString()), folder);
        home.prepare();
    }

    private static TunedEngine tuned(String sha256, @Nullable Integer threads) {
        return new TunedEngine("small", sha256, "A processor", 2, "0.1.0", "2026-11-26", threads, null);
    }

    @Test
    void isFoundForTheSameModelMachineAndVersionOnly() {
        tuned("a", 1).keep(home);

        assertThat(TunedEngine.find(home, "a", PLACE)).contains(tuned("a", 1));
        assertThat(TunedEngine.find(home, "b", PLACE)).isEmpty();
        assertThat(TunedEngine.find(home, "a", new Place("Another", 2, "0.1.0")))
                .isEmpty();
        assertThat(TunedEngine.find(home, "a", new Place("A processor", 3, "0.1.0")))
                .isEmpty();
        assertThat(TunedEngine.find(home, "a", new Place("A processor", 2, "0.2.0")))
                .isEmpty();
    }

    @Test
    void anotherTimeReplacesItAndLeavesOtherModels() {
        tuned("a", 1).keep(home);
        tuned("b", 2).keep(home);
        tuned("a", null).keep(home);

        assertThat(TunedEngine.here(home, PLACE)).containsExactly(tuned("b", 2), tuned("a", null));
    }

    @Test
    void isForgotten() {
        assertThat(TunedEngine.reset(home)).isFalse();
        tuned("a", 1).keep(home);

        assertThat(TunedEngine.reset(home)).isTrue();
        assertThat(TunedEngine.here(home, PLACE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[null]",
                "[{\"sha256\":\"a\"}]",
                "[{\"model\":\"m\",\"sha256\":\"a\",\"cpu\":\"A processor\",\"cores\":2,\"parley\":\"0.1.0\",\"date\":\"2026-11-26\",\"threads\":0}]",
                "[{\"model\":\"m\",\"sha256\":\"a\",\"cpu\":\"A processor\",\"cores\":2,\"parley\":\"0.1.0\",\"date\":\"2026-11-26\",\"batch\":100000}]",
                "[{\"model\":\"m\",\"sha256\":\"a\",\"cpu\":\"A processor\",\"cores\":2,\"parley\":\"0.1.0\",\"date\":\"soon\"}]"
            })
    void aDamagedFileIsAsGoodAsNone(String text) throws IOException {
        Files.writeString(home.state().resolve("tuned.json"), text);

        assertThat(TunedEngine.here(home, PLACE)).isEmpty();

        tuned("a", 1).keep(home);
        assertThat(TunedEngine.find(home, "a", PLACE)).isPresent();
    }

    @Test
    void saysWhatItFound() {
        assertThat(tuned("a", 1).words()).isEqualTo("threads 1 for small, tuned on 2026-11-26");
        assertThat(tuned("a", null).words()).isEqualTo("the defaults are best for small, tuned on 2026-11-26");
    }
}
