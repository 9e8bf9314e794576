package dev.parley.bot.responder;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.states.FolderBytes;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Incoming;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten in the bot is not on the engine's disk either, by name or by content. */
final class ForgottenStatesTest {
    private static final Author ANNA = new Author("discord", "anna", "anna");
    private static final String SECRET = "The key lies under the third stone, 4711.";

    private World world;
    private Bot bot;
    private ConversationKey here;

    @BeforeEach
    void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 2048);
        bot = world.bot(20);
        here = World.place("here");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatAPersonForgetsLeavesTheDisk() {
        String conversation = sayTheSecret();
        int[] secret = tokens();
        bot.say(World.place("there"), "Hello");
        awaitOnDisk(conversation, secret);

        forgetAll();

        assertNothingOf(conversation, secret);
    }

    @Test
    void whatIsDeletedOnThePlatformLeavesTheDisk() {
        Incoming message = new Incoming(here, ANNA, "4711", SECRET, Instant.now());
        bot.send(message, new ShownReply()).answered();
        String conversation = conversation();
        int[] secret = tokens();
        awaitOnDisk(conversation, secret);

        bot.responder().deleted("discord", "4711");

        assertNothingOf(conversation, secret);
    }

    @Test
    void whatIsForgottenWhileNoEngineRunsLeavesTheDisk() {
        String conversation = sayTheSecret();
        int[] secret = tokens();
        awaitOnDisk(conversation, secret);
        world.stopEngine();

        forgetAll();

        assertNothingOf(conversation, secret);
    }

    @Test
    void whatIsForgottenAsTheEngineDiesStaysForgottenInTheNext() throws InterruptedException {
        String conversation = sayTheSecret();
        int[] secret = tokens();
        awaitOnDisk(conversation, secret);
        world.killEngine();

        forgetAll();
        world.engineProcess();
        bot.say(World.place("there"), "Hello");

        assertNothingOf(conversation, secret);
    }

    private String sayTheSecret() {
        bot.say(here, SECRET);
        return conversation();
    }

    private String conversation() {
        return world.database().conversations().current(here).id().toString();
    }

    private int[] tokens() {
        List<Integer> all = world.engine().tokens(List.of(UserMessage.from(SECRET)));
        // Those in the middle are the secret's own, whatever stands around it.
        return all.subList(all.size() / 3, all.size() * 2 / 3).stream()
                .mapToInt(each -> each)
                .toArray();
    }

    private void awaitOnDisk(String conversation, int[] secret) {
        await().atMost(60, SECONDS).untilAsserted(() -> {
            assertThat(FolderBytes.holding(world.states(), conversation)).hasSize(1);
            assertThat(FolderBytes.holding(world.states(), secret)).hasSize(1);
        });
    }

    private void forgetAll() {
        bot.responder().forgotten(world.database().personalData().forgetAll(ANNA.person()));
    }

    private void assertNothingOf(String conversation, int[] secret) {
        assertThat(FolderBytes.holding(world.states(), conversation)).isEmpty();
        assertThat(FolderBytes.holding(world.states(), secret)).isEmpty();
    }
}
