package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a reload changes, and what it leaves. */
class CurrentSettingsTest {
    private static final Map<String, String> START =
            Map.of("PARLEY_CHAT_MAX_TOKENS", "300", "DISCORD_TOKEN", "first-token");

    private final CurrentSettings current = new CurrentSettings(read(START));

    private static Settings read(Map<String, String> environment) {
        return new SettingsReader(environment).read(Settings.class, null, Map.of());
    }

    private CurrentSettings.Change change(String... more) {
        var environment = new HashMap<>(START);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return current.compare(read(environment));
    }

    @Test
    void changesWhatCanChange() {
        var change = change("DISCORD_ADMINS", "7", "PARLEY_BOT_LANGUAGE", "de", "PARLEY_CHAT_MAX_TOKENS", "200");
        assertThat(change.changed())
                .containsExactly(
                        "bot.language: en -> de", "chat.max-tokens: 300 -> 200", "discord.admins: [] -> [\"7\"]");
        assertThat(current.get().discord().admins()).isEmpty();

        current.take(change);
        assertThat(current.get().discord().admins()).isEqualTo(Set.of("7"));
        assertThat(current.get().chat().maxTokens()).isEqualTo(200);
        assertThat(change("DISCORD_ADMINS", "7", "PARLEY_BOT_LANGUAGE", "de", "PARLEY_CHAT_MAX_TOKENS", "200")
                        .changed())
                .isEmpty();
    }

    @Test
    void takesBackWhatIsNotWrittenAnyMore() {
        var change = current.compare(read(Map.of("DISCORD_TOKEN", "first-token")));

        assertThat(change.changed()).containsExactly("chat.max-tokens: 300 -> not set (the persona's, or 512)");
        assertThat(change.settings().chat().maxTokens()).isNull();
    }

    @Test
    void namesWhatNeedsARestartAndKeepsIt() {
        var change = change("PARLEY_ENGINE_CONTEXT", "8192", "PARLEY_ENGINE_PARALLEL", "2");
        assertThat(change.changed()).isEmpty();
        assertThat(change.restart())
                .containsExactly(
                        "engine.context: not set (4096, or less for the model or the memory) -> 8192",
                        "engine.parallel: not set (8, fewer where memory is short) -> 2");

        current.take(change);
        assertThat(current.get().engine().parallel()).isNull();
        assertThat(change("PARLEY_ENGINE_PARALLEL", "2").restart())
                .containsExactly("engine.parallel: not set (8, fewer where memory is short) -> 2");
    }

    @Test
    void showsNoSecret() {
        assertThat(change("DISCORD_TOKEN", "second-token").restart()).containsExactly("discord.token: another one");
    }

    @Test
    void everySettingIsNamedInTheHelp() {
        var named = String.join("\n", CurrentSettings.live()) + "\n" + String.join("\n", CurrentSettings.fixed());

        assertThat(new Schema(Settings.class).keys())
                .allSatisfy(key ->
                        assertThat(named).containsAnyOf(key.split("\\.", -1)[1], key.split("\\.", -1)[0] + "\n"));
        assertThat(CurrentSettings.live()).contains("bot", "chat", "limits");
        assertThat(CurrentSettings.fixed()).contains("engine", "discord: token, api-url, gateway-url");
    }
}
