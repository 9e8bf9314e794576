package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Incoming;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose turn it is, seen from outside: there is one seat, and whoever has it waits for an engine that is away. */
final class FairTurnsTest {
    private static World world;

    @BeforeAll
    static void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 2048);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void back() {
        world.engineAway(false);
    }

    private static Bot.Running sends(Bot bot, String person, String place) {
        return bot.send(Bot.message(World.place(place), person, "Hello"), new ShownReply());
    }

    /** Stands there before the next one comes. */
    private static Bot.Running at(int place, Supplier<Bot.Running> comes) {
        Bot.Running waiting = comes.get();
        await().until(() -> isAt(place, waiting));
        return waiting;
    }

    private static boolean isAt(int place, Bot.Running waiting) {
        List<ReplyStatus> statuses = waiting.reply().statuses();
        return !statuses.isEmpty() && statuses.getLast() instanceof ReplyStatus.Waiting told && told.place() == place;
    }

    private Bot busy(String name) {
        world.engineAway(true);
        Bot bot = world.bot(4, 1, 20);
        sends(bot, "anna", name + " 1");
        await().until(() -> bot.admission().load().running() == 1);
        return bot;
    }

    @Test
    void somebodyElseComesBeforeTheSecondOfMany() {
        Bot bot = busy("many");
        Bot.Running second = at(1, () -> sends(bot, "anna", "many 2"));
        Bot.Running third = at(2, () -> sends(bot, "anna", "many 3"));

        Bot.Running ben = at(1, () -> sends(bot, "ben", "many 4"));

        await().until(() -> isAt(2, second) && isAt(3, third));
        world.engineAway(false);
        assertThat(List.of(ben.answered(), second.answered(), third.answered())).hasSize(3);
    }

    @Test
    void anotherReplyCountsForWhoWantsItAndNotForWhoAsked() {
        ConversationKey place = World.place("again");
        world.bot(4).send(Bot.message(place, "ben", "Hello"), new ShownReply()).answered();
        Bot bot = busy("others");
        Bot.Running carl = at(1, () -> sends(bot, "carl", "others 2"));

        Bot.Running annas = at(2, () -> bot.regenerate(place));

        at(2, () -> sends(bot, "ben", "others 3"));
        await().until(() -> isAt(3, annas));
        world.engineAway(false);
        carl.answered();
    }

    @Test
    void whatWasLeftLongAgoGoesBehindWhatSomebodyWaitsFor() {
        Bot bot = busy("old");
        Incoming now = Bot.message(World.place("old 2"), "ben", "Hello");
        Incoming old = new Incoming(
                now.key(),
                now.author(),
                now.externalId(),
                now.text(),
                now.receivedAt().minus(Duration.ofHours(1)));
        Bot.Running left = at(1, () -> bot.send(old, new ShownReply()));

        at(1, () -> sends(bot, "anna", "old 3"));

        await().until(() -> isAt(2, left));
        world.engineAway(false);
        left.answered();
    }
}
