package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.DatabaseJob;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.local.Conversation;
import dev.parley.bot.local.Desk;
import dev.parley.bot.local.LocalServer;
import dev.parley.bot.local.NotedReply;
import dev.parley.bot.local.Owner;
import dev.parley.bot.local.OwnerConnection;
import dev.parley.bot.local.OwnerState;
import dev.parley.bot.local.Reload;
import dev.parley.bot.local.Tended;
import dev.parley.bot.local.ToldSession;
import dev.parley.bot.local.Wish;
import dev.parley.bot.responder.Bot;
import dev.parley.bot.responder.World;
import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A conversation through the socket, with a real engine and database behind it. */
final class AttachedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Words WORDS = Words.english();

    private static World world;

    private String here;
    private Bot bot;
    private Path socket;
    private LocalServer server;
    private OwnerConnection connection;
    private ToldSession session;
    private final Map<String, byte[]> saved = new ConcurrentHashMap<>();

    @BeforeAll
    static void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 4096);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void attach(TestInfo test, @TempDir Path folder) {
        here = test.getTestMethod().orElseThrow().getName();
        bot = world.bot(test.getTags().contains("short") ? 5 : 3000);
        socket = folder.resolve("parley.sock");
        server = LocalServer.open(socket, new Owner(42, "tiny", null), new BotDesk(), WORDS);
        connection = OwnerConnection.open(socket, WORDS).orElseThrow();
        session = connection.attach(wish(null), this::save).session();
    }

    @AfterEach
    void leave() {
        connection.close();
        bot.responder().leave();
        server.close();
    }

    private Wish wish(String persona) {
        return new Wish(here, persona, null, null, null);
    }

    private CommandResult save(String name, byte[] content) {
        saved.put(name, content);
        return new CommandResult.Said("saved");
    }

    private final class BotDesk implements Desk {
        @Override
        public Tended tend(DatabaseJob job, Consumer<String> progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OwnerState state() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reload reload() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Conversation attach(Wish wish, BiFunction<String, byte[], CommandResult> documents) {
            if (wish.persona() != null) {
                throw new CommandFailure(ExitCode.USAGE, "There is no persona '" + wish.persona() + "'.");
            }
            return new Conversation(
                    new TerminalSession(
                            bot.responder(),
                            bot.commands(),
                            WORDS,
                            Clock.systemUTC(),
                            wish.conversation(),
                            "anna",
                            documents),
                    new Conversation.Welcome("tiny", false, false, List.of("assistant", "coder")));
        }
    }

    private static List<Turn> turns(String conversation) {
        var store = world.database().conversations();
        return store.history(store.current(TerminalSession.key(conversation)).id());
    }

    @Test
    @Tag("short")
    void streamsAReplyAndTellsHowItEnded() {
        var reply = new NotedReply();
        session.say("Tell me \"more\"\n\u00e4\ud83d\ude00", reply);

        assertThat(reply.end()).isEqualTo("completed");
        var turns = turns(here);
        assertThat(turns.getFirst().text()).isEqualTo("Tell me \"more\"\n\u00e4\ud83d\ude00");
        assertThat(turns.getFirst().author().platform()).isEqualTo("terminal");
        assertThat(reply.text()).isEqualTo(turns.getLast().text());
        var ending = session.newest().join();
        assertThat(ending.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(ending.answer().path("text").asText()).isEqualTo(reply.text());
    }

    @Test
    void stopsAReplyAndKeepsWhatWasShown() {
        var reply = new NotedReply();
        var running = session.say("Tell me a story", reply);
        await().atMost(PATIENCE).until(() -> !reply.text().isBlank());
        running.stop();

        assertThat(reply.end()).isEqualTo("completed");
        var told = turns(here).getLast();
        assertThat(told.generation().finish()).isEqualTo(Finish.CANCELLED);
        assertThat(told.text()).isEqualTo(reply.text());
        assertThat(session.firstFailure()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void stopsOnlyTheReplyOfTheTerminalThatGoesAway() {
        var stays = new NotedReply();
        var goes = new NotedReply();
        var other = OwnerConnection.open(socket, WORDS).orElseThrow();
        var theirs = other.attach(wish(null), this::save).session();
        theirs.say("One story", goes);
        await().atMost(PATIENCE).until(() -> !goes.text().isBlank());
        session.say("Another story", stays);

        other.close();

        await().atMost(PATIENCE).until(() -> !stays.text().isBlank());
        var turns = turns(here);
        assertThat(turns.get(1).generation().finish()).isEqualTo(Finish.CANCELLED);
        assertThat(turns.get(1).text()).startsWith(goes.text().substring(0, 1));
    }

    @Test
    @Tag("short")
    void takesCommands() {
        assertThat(session.command("/persona coder", new NotedReply()))
                .isInstanceOfSatisfying(
                        CommandResult.Said.class,
                        said -> assertThat(said.text()).contains("coder"));
        assertThat(session.command("/nothing", new NotedReply())).isInstanceOf(CommandResult.Refused.class);
        assertThat(session.command("/quit", new NotedReply())).isInstanceOf(CommandResult.Leave.class);

        var reply = new NotedReply();
        assertThat(session.command("/ask why", reply)).isInstanceOf(CommandResult.Replying.class);
        assertThat(reply.end()).isEqualTo("completed");
        var more = new NotedReply();
        assertThat(session.command("/continue", more)).isInstanceOf(CommandResult.Replying.class);
        assertThat(more.end()).isEqualTo("completed");
        assertThat(more.text()).startsWith(reply.text());
    }

    @Test
    void writesExportsWhereTheTerminalIs() {
        assertThat(session.command("/export", new NotedReply())).isEqualTo(new CommandResult.Said("saved"));
        assertThat(saved).containsKey("parley-export.json");
        assertThat(Files.exists(Path.of("parley-export.json"))).isFalse();
    }

    @Test
    void endsWithTheCodeOfTheFirstMessageThatWasRefused() {
        var tooLong = new NotedReply();
        session.say("word ".repeat(20_000), tooLong);
        assertThat(tooLong.end()).contains("tokens");
        assertThat(session.newest().join().exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(session.firstFailure()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void saysSoWhenTheOwnerLeavesAndLosesNothing() {
        var reply = new NotedReply();
        session.say("Tell me a story", reply);
        await().atMost(PATIENCE).until(() -> !reply.text().isBlank());

        bot.responder().leave();
        server.close();

        assertThat(reply.end()).contains("Parley is leaving");
        assertThat(session.newest().join().exitCode()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(world.database().inbox().unfinished())
                .filteredOn(entry -> entry.message().key().equals(TerminalSession.key(here)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.partialText()).startsWith(reply.text()));
    }

    @Test
    void refusesInTheWordsOfTheOwner() {
        try (var other = OwnerConnection.open(socket, WORDS).orElseThrow()) {
            assertThatThrownBy(() -> other.attach(wish("nobody"), this::save))
                    .isInstanceOfSatisfying(
                            CommandFailure.class,
                            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE))
                    .hasMessage("There is no persona 'nobody'.");
        }
    }
}
