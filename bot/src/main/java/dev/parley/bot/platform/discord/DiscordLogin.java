package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.Backoff;
import dev.parley.bot.words.Words;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a Discord that can be asked: JDA gives up where its first call gets no answer. */
final class DiscordLogin {
    private static final Logger log = LoggerFactory.getLogger(DiscordLogin.class);

    private final DiscordQuestions questions;
    private final Words words;
    private final Consumer<String> tell;

    /**
     * Asks nothing yet.
     *
     * @param tell hears what the one who starts Parley should know
     */
    DiscordLogin(DiscordQuestions questions, Words words, Consumer<String> tell) {
        this.questions = questions;
        this.words = words;
        this.tell = tell;
    }

    /**
     * Waits, for as long as it takes, until Discord knows whose token this is.
     *
     * @throws DiscordException if it is nobody's
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void await(String token) throws InterruptedException {
        Backoff backoff = Backoff.usual();
        for (int failures = 1; ; failures++) {
            switch (questions.owner(token)) {
                case DiscordQuestions.Owner.Bot _ -> {
                    return;
                }
                case DiscordQuestions.Owner.Nobody _ ->
                    throw new DiscordException(words.say("discord.bad-token"), null);
                case DiscordQuestions.Owner.Unknown(String reason) -> {
                    log.warn("Discord cannot be asked who Parley is (attempt {}): {}", failures, reason);
                    if (failures == 1) {
                        tell.accept(words.say("discord.unreachable", reason));
                    }
                    Thread.sleep(backoff.pause(failures, ThreadLocalRandom.current()));
                }
            }
        }
    }
}
