package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Limits;
import dev.parley.bot.config.DiscordSettings;
import dev.parley.bot.config.LimitsSettings;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.discord.fake.FakeGuild;
import dev.parley.bot.platform.discord.fake.FakeUser;
import dev.parley.bot.platform.discord.fake.SentMessage;
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

/** A test of the bot through the real JDA against a strict Discord on the loopback, with a real engine and database. */
abstract class DiscordTest {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final long GUILD = 1_000_001;
    private static final long CHANNEL = 1_000_002;

    static World world;

    FakeDiscord discord;
    FakeGuild guild;
    FakeChannel channel;
    FakeUser anna;

    /** What the one who starts it is told. */
    final List<String> told = new CopyOnWriteArrayList<>();

    @Nullable DiscordBot bot;

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
        discord = FakeDiscord.start();
        guild = discord.guild(GUILD, "Team");
        channel = discord.channel(guild, CHANNEL, "general");
        anna = discord.user(1_000_010, "anna");
        discord.join(guild, anna);
    }

    @AfterEach
    void stop() {
        world.engineAway(false);
        if (bot != null) {
            bot.close();
        }
        leaveNothingForTheNextTest();
        List<String> violations = discord.violations();
        int tooMany = discord.rateLimited();
        var refused = discord.requests().stream()
                .filter(each -> each.status() == 429)
                .map(each -> each.method() + " " + each.path() + " at " + each.at())
                .toList();
        discord.close();
        assertThat(violations).isEmpty();
        assertThat(tooMany).as("answers of 429: %s", refused).isZero();
    }

    private static void leaveNothingForTheNextTest() {
        var database = world.database();
        database.inbox().unfinished().forEach(each -> database.inbox().ignore(each.id(), "its test is over"));
        database.openReplies()
                .ended("discord")
                .forEach(each -> database.openReplies().remove(each.reply().turnId()));
    }

    void go(Bot parley) throws InterruptedException {
        go(parley, discord.token());
    }

    void go(Bot parley, String token) throws InterruptedException {
        go(parley, settings(token, Map.of()));
    }

    /** The bot with settings of its own. */
    void go(Bot parley, DiscordSettings settings) throws InterruptedException {
        go(parley, settings, Language.EN);
    }

    /** The bot in a team that speaks this language. */
    void go(Bot parley, DiscordSettings settings, Language language) throws InterruptedException {
        Words words = language.words();
        Clock clock = Clock.systemUTC();
        Limits limits = new Limits(() -> new LimitsSettings(0, 0), words, clock);
        bot = DiscordBot.start(
                () -> settings,
                new Access(() -> DiscordBot.rules(settings), limits, world.refusals(), words, clock),
                parley.responder(),
                parley.commands(),
                world.database(),
                world.personas(),
                new Languages(language),
                told::add,
                world.metrics());
    }

    /**
     * The settings of the bot at the Discord of this test.
     *
     * @param token its token
     * @param more what is not as usual, by key ("discord.bot-turns"), as a person would write it
     */
    DiscordSettings settings(String token, Map<String, String> more) {
        Map<String, String> given = new HashMap<>(more);
        given.put("discord.token", token);
        given.put("discord.api-url", discord.apiUrl());
        given.put("discord.gateway-url", discord.gatewayUrl());
        return new SettingsReader(Map.of()).read(Settings.class, null, given).discord();
    }

    /** Waits for a finished reply: its buttons no longer offer to stop it. */
    SentMessage finished(FakeChannel place, int number) {
        return await().atMost(PATIENCE)
                .until(
                        () -> discord.ownMessages(place),
                        own -> own.size() >= number
                                && own.get(number - 1).components().toString().contains("regenerate"))
                .get(number - 1);
    }

    /** A reply that has begun, and waits for as long as the test likes: there is no engine meanwhile. */
    SentMessage begun(FakeChannel place, long asked) {
        return await().atMost(PATIENCE)
                .until(
                        () -> discord.ownMessages(place).stream()
                                .filter(each -> each.reference() == asked)
                                .toList(),
                        own -> own.size() == 1)
                .getFirst();
    }

    /** The same for Anna's first question in the channel, with the bot that answers it. */
    SentMessage begunReply() throws InterruptedException {
        world.engineAway(true);
        go(world.bot(12));
        return begun(channel, discord.mention(channel, anna, "Hello"));
    }

    /** Waits for the end of the one reply in the channel, which is this one. */
    void onlyReplyIs(SentMessage begun) {
        SentMessage reply = finished(channel, 1);
        assertThat(reply.id()).isEqualTo(begun.id());
        assertThat(discord.ownMessages(channel)).hasSize(1);
        assertThat(reply.content()).doesNotContain("-# …");
        nothingIsOpen();
    }

    /** Waits until nothing is left for a next start to finish. */
    static void nothingIsOpen() {
        await().atMost(PATIENCE)
                .until(() -> world.database().inbox().unfinished().isEmpty()
                        && world.database().openReplies().ended("discord").isEmpty());
    }

    static List<Turn> history(ConversationKey key) {
        var store = world.database().conversations();
        return store.history(store.current(key).id());
    }

    ConversationKey question(long message) {
        return new ConversationKey(
                "discord", Long.toString(guild.id()), Long.toString(channel.id()), Long.toString(message));
    }
}
