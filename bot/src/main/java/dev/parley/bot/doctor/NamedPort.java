package dev.parley.bot.doctor;

import dev.parley.bot.config.Settings;
import java.util.List;
import java.util.stream.Stream;

/**
 * A port that a setting names.
 *
 * @param key the setting's
 * @param host the interface that it is taken on
 * @param port 1 to 65535; 0 where nothing is to listen
 */
record NamedPort(String key, String host, int port) {
    /** Whether {@code engine serve} alone takes it. */
    boolean forServing() {
        return key.equals("engine.port");
    }

    /**
     * All that the settings name.
     *
     * @param settings as they are now
     */
    static List<NamedPort> of(Settings settings) {
        Integer http = settings.slack().httpPort();
        return Stream.of(
                        new NamedPort(
                                "engine.port", "127.0.0.1", settings.engine().port()),
                        new NamedPort("slack.http-port", settings.slack().httpHost(), http == null ? 0 : http),
                        new NamedPort(
                                "operate.port",
                                settings.operate().address(),
                                settings.operate().port()))
                .filter(each -> each.port() > 0)
                .toList();
    }
}
