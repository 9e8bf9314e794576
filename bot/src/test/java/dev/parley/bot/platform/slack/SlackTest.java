package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Limits;
import dev.parley.bot.config.LimitsSettings;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Interaction;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import dev.parley.bot.responder.Bot;
import dev.parley.bot.responder.World;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Languages;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of the bot through the real Bolt against a strict Slack on the loopback, with a real engine and database. */
abstract class SlackTest {
    static World world;

    FakeSlack slack;
    FakeUser ada;
    FakeChannel general;

    /** What the one who starts Parley was told. */
    final List<String> told = new CopyOnWriteArrayList<>();

    @Nullable SlackBot bot;

    /** Answers of 429 that the test itself ordered. */
    int ordered429;

    @BeforeAll
    static void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 2048);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void start() {
        slack = FakeSlack.start(pace());
        ada = slack.user("Ada");
        general = slack.channel("general");
    }

    /** Deadlines are long, as this machine may be slow; tests of deadlines have their own. */
    Pace pace() {
        return Pace.real().withAck(Duration.ofMinutes(1)).withTrigger(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        world.engineAway(false);
        world.engineSlow(false);
        stopBot();
        leaveNothingForTheNextTest();
        List<String> violations = slack.violations();
        List<String> live = slack.live();
        int tooMany = slack.refusals429();
        slack.close();
        assertThat(violations).isEmpty();
        assertThat(live).isEmpty();
        assertThat(tooMany).as("answers of 429").isEqualTo(ordered429);
    }

    void stopBot() {
        if (bot != null) {
            bot.close();
            bot = null;
        }
    }

    private static void leaveNothingForTheNextTest() {
        var database = world.database();
        database.inbox().unfinished().forEach(each -> database.inbox().ignore(each.id(), "its test is over"));
        database.openReplies()
                .ended("slack")
                .forEach(each -> database.openReplies().remove(each.reply().turnId()));
    }

    void go(Bot parley) throws InterruptedException {
        go(parley, Map.of());
    }

    /** The bot with settings that are not as usual, by key ("slack.bot-turns"), as a person would write them. */
    void go(Bot parley, Map<String, String> more) throws InterruptedException {
        go(parley, settings(more), new SlackBot.Times(SlackWeb.MINUTE, SlackMessaging.STREAM_LIFE, Rhythm.usual()));
    }

    void go(Bot parley, SlackSettings settings, SlackBot.Times times) throws InterruptedException {
        Words words = Words.english();
        Clock clock = Clock.systemUTC();
        Limits limits = new Limits(() -> new LimitsSettings(0, 0), words, clock);
        bot = SlackBot.start(
                () -> settings,
                new Access(() -> SlackBot.rules(settings), limits, world.refusals(), words, clock),
                parley.responder(),
                parley.commands(),
                world.database(),
                world.personas(),
                () -> "assistant",
                new Languages(Language.EN),
                told::add,
                world.metrics(),
                times);
    }

    SlackSettings settings(Map<String, String> more) {
        Map<String, String> given = new HashMap<>(more);
        given.putIfAbsent("slack.bot-token", slack.botToken());
        given.putIfAbsent("slack.api-url", slack.apiUrl());
        if (!given.containsKey("slack.signing-secret")) {
            given.putIfAbsent("slack.app-token", slack.appToken());
        }
        return new SettingsReader(Map.of()).read(Settings.class, null, given).slack();
    }

    /** Waits for a finished reply in a thread: its buttons offer another one. */
    StoredMessage finished(FakeChannel channel, String thread, int number) {
        return await().until(() -> own(slack.thread(channel, thread)), own -> isFinished(own, number))
                .get(number - 1);
    }

    /** The same in a channel itself, such as direct messages. */
    StoredMessage finished(FakeChannel channel, int number) {
        return await().until(() -> own(slack.messages(channel)), own -> isFinished(own, number))
                .get(number - 1);
    }

    private static boolean isFinished(List<StoredMessage> own, int number) {
        return own.size() == number && own.get(number - 1).blocks().toString().contains("parley:regenerate");
    }

    /** What a command, a button or a form led to for who used it alone. */
    static String answer(Interaction interaction) {
        return await().until(interaction::messages, each -> !each.isEmpty())
                .getFirst()
                .text();
    }

    /** What somebody alone was told in a place so far, when it is so many times. */
    List<String> whispered(FakeUser user, int times) {
        return await().until(
                        () -> slack.ephemerals(user).stream()
                                .map(StoredMessage::text)
                                .toList(),
                        each -> each.size() == times);
    }

    static List<StoredMessage> own(List<StoredMessage> messages) {
        return messages.stream().filter(StoredMessage::isFromBot).toList();
    }

    /** Waits for text that is being streamed into a thread. */
    StoredMessage streaming(FakeChannel channel, String thread) {
        return await().until(
                        () -> own(slack.thread(channel, thread)).stream()
                                .filter(each -> each.streaming() == Streaming.LIVE)
                                .toList(),
                        live -> live.size() == 1)
                .getFirst();
    }

    /** Waits for the end of the one reply in a thread: it is there once, with all of the text that is stored. */
    StoredMessage wholeAndOnce(FakeChannel channel, String thread) {
        StoredMessage reply = finished(channel, thread, 1);
        nothingIsOpen();
        assertThat(own(slack.thread(channel, thread))).hasSize(1);
        List<Turn> turns = history(thread(channel, thread));
        assertThat(turns).hasSize(2);
        saysAll(reply, turns.getLast());
        return reply;
    }

    /** The text as people read it is the one that is stored; blanks do not count. */
    static void saysAll(StoredMessage reply, Turn turn) {
        String said = said(reply).replaceAll("\\s+", "");
        assertThat(said).isEqualTo(turn.text().replaceAll("\\s+", ""));
    }

    /** The text, without what stands below it. */
    private static String said(StoredMessage reply) {
        String text = "";
        for (var block : reply.blocks()) {
            String type = block.path("type").asText();
            text += type.equals("markdown")
                    ? block.path("text").asText()
                    : type.equals("section") ? block.path("text").path("text").asText() : "";
        }
        return (text.isEmpty() ? reply.raw() : text)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    /** Waits until nothing is left for a next start to finish. */
    static void nothingIsOpen() {
        await().until(() -> world.database().inbox().unfinished().isEmpty()
                && world.database().openReplies().ended("slack").isEmpty());
    }

    static List<Turn> history(ConversationKey key) {
        var store = world.database().conversations();
        return store.history(store.current(key).id());
    }

    /** The conversation of a thread in a channel. */
    ConversationKey thread(FakeChannel channel, String ts) {
        return new ConversationKey("slack", slack.teamId(), channel.id(), ts);
    }

    /** The conversation of direct messages. */
    ConversationKey direct(FakeChannel channel) {
        return new ConversationKey("slack", "", channel.id(), "");
    }
}
