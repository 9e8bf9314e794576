package dev.parley.bot.process;

import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.discord.fake.FakeDiscord;
import java.nio.file.Path;
import java.time.Duration;

/** A whole conversation, on a Discord on the loopback and in the terminal: what {@link OnlyLoopbackTest} shuts in. */
final class SealedTalk {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private SealedTalk() {}

    /**
     * Ends with 0 when everything was answered.
     *
     * @param arguments the folder to work in
     */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        try (FakeDiscord discord = FakeDiscord.start()) {
            var guild = discord.guild(1_000_001, "Team");
            var channel = discord.channel(guild, 1_000_002, "general");
            var anna = discord.user(1_000_010, "anna");
            discord.join(guild, anna);
            var parley = Program.on(folder).with("PARLEY_CHAT_MAX_TOKENS", "20");
            parley = parley.with("PARLEY_ENGINE_MODEL", parley.tiny().toString())
                    .with("DISCORD_API_URL", discord.apiUrl())
                    .with("DISCORD_GATEWAY_URL", discord.gatewayUrl())
                    .with("DISCORD_TOKEN", discord.token());
            try (Run run = parley.start("run")) {
                await().atMost(PATIENCE).until(() -> discord.identified() > 0);
                discord.mention(channel, anna, "Hello, who are you?");
                await().atMost(PATIENCE)
                        .until(() -> discord.ownMessages(channel).stream()
                                .anyMatch(each -> each.components().toString().contains("regenerate")));
                run.terminate();
                run.end();
            }
            // Alone, with an engine of its own.
            var chat = parley.pipe("Hello\n/persona coder\nAnd now?\n/status\n", "chat");
            if (chat.exitCode() != 0 || !chat.out().contains("coder")) {
                throw new AssertionError(chat.toString());
            }
        }
        System.out.println("answered");
        System.exit(0);
    }
}
