package dev.parley.bot.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.supervisor.EngineCommand;
import dev.parley.engine.tune.TuneJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real process on a tiny model. */
final class TuningTest {
    @TempDir
    private Path folder;

    private Tuning tuned(Path model, List<Double> progress) throws IOException {
        TuneJob job = new TuneJob(model.toString(), null, 0, List.of(2, 1), List.of(512, 128), 1);
        return new Tuning().run(EngineCommand.likeThisProcess("", folder), job, progress::add);
    }

    @Test
    void everySettingIsTriedAndSaysHowFastItIs() throws IOException {
        List<Double> progress = new ArrayList<>();

        Tuning tuning = tuned(TinyModel.standard().writeTo(folder.resolve("tiny.gguf")), progress);

        assertThat(tuning.choice("threads", 2).tried())
                .extracting(Choice.Tried::value)
                .containsExactly(1, 2);
        assertThat(tuning.choice("batch", 512).tried())
                .extracting(Choice.Tried::value)
                .containsExactly(128, 512);
        for (String what : List.of("alone", "together", "read")) {
            assertThat(tuning.perSecond("threads", 1, what)).isPositive();
        }
        assertThat(tuning.perSecond("batch", 128, "read")).isPositive();
        assertThat(progress).isNotEmpty().isSorted().last().isEqualTo(1.0);
    }

    @Test
    void aModelThatCannotBeLoadedIsSaid() {
        Path broken = TinyModel.writeNoGguf(folder.resolve("broken.gguf"));

        assertThatThrownBy(() -> tuned(broken, new ArrayList<>()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("broken.gguf");
    }
}
