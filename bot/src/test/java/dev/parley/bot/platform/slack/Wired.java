package dev.parley.bot.platform.slack;

import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.platform.Backoff;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.words.Words;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a part of Slack's adapter stands on, against a Slack on the loopback. */
final class Wired implements AutoCloseable {
    /** Quick, but with the same ways as the usual one. */
    static final Rhythm RHYTHM = new Rhythm(
            new Backoff(Duration.ofMillis(50), Duration.ofMillis(400)),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            Duration.ofSeconds(20),
            Duration.ofMillis(200));

    final SlackSettings settings;
    final SlackWeb web;

    /**
     * Connects to nothing.
     *
     * @param more what is not as usual, by key ("slack.guests")
     */
    Wired(FakeSlack slack, Map<String, String> more) {
        Map<String, String> given = new HashMap<>(Map.of(
                "slack.api-url", slack.apiUrl(),
                "slack.bot-token", slack.botToken(),
                "slack.app-token", slack.appToken()));
        given.putAll(more);
        settings =
                new SettingsReader(Map.of()).read(Settings.class, null, given).slack();
        web = new SlackWeb(settings.apiUrl(), slack.botToken(), new Tiers(System::nanoTime, SlackWeb.MINUTE));
    }

    SlackSelf self() throws InterruptedException {
        return new SlackLogin(web, Words.english(), RHYTHM, _ -> {}).self();
    }

    UserGroups groups() {
        return new UserGroups(web, Thread::startVirtualThread, System::nanoTime);
    }

    People people() {
        return new People(web, groups(), Thread::startVirtualThread, System::nanoTime);
    }

    @Override
    public void close() {
        web.close();
    }
}
