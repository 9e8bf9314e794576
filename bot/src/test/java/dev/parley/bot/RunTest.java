package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    @Test
    void speaksTheConfiguredLanguage(@TempDir Path folder) {
        Map<String, String> environment = Map.of("PARLEY_BOT_LANGUAGE", "de");
        Settings settings = new SettingsReader(environment).read(Settings.class, null, Map.of());
        Start start =
                new Start(Home.of(environment, folder), null, settings, Map.of(), environment, System.out, System.err);

        assertThatThrownBy(() -> new Run(start).untilStopped())
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("Es ist keine Plattform eingerichtet.");
    }
}
