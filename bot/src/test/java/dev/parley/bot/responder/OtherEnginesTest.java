package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.command.Caller;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.Surface;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.StrictServer;
import dev.parley.engine.fixture.StrictServer.Kind;
import dev.parley.engine.supervisor.RemoteEngine;
import dev.parley.engine.supervisor.SupervisorTimings;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Person;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole path of a message on servers that are not Parley's own. */
final class OtherEnginesTest {
    private static final int CONTEXT = 120;

    @TempDir
    Path folder;

    private final ConversationKey here = World.place("here");
    private PersonaFiles personas;
    private StrictServer server;
    private World world;
    private Bot bot;

    @BeforeEach
    void write() {
        personas = new PersonaFiles(folder.resolve("personas")).write("assistant", "You help.");
    }

    @AfterEach
    void close() {
        world.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void answersAndGoesOn(Kind kind) {
        open(kind, 4096);

        assertThat(bot.say(here, "one two three").reply().text()).isEqualTo("anna says: one two three");
        assertThat(bot.say(here, "four five").reply().text()).isEqualTo("anna says: four five");
        assertThat(server.chats().getLast().path("messages")).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReplyThatBreaksOffComesWholeAllTheSame(Kind kind) {
        open(kind, 4096);
        server.breakOffAfter(3);

        Bot.Running running = bot.send(here, "one two three four five six");
        Turn reply = running.answered().reply();

        assertThat(reply.text().replaceAll("\\s+", " ")).isEqualTo("anna says: one two three four five six");
        assertThat(running.reply().text()).isEqualTo(reply.text());
        assertThat(running.reply().statuses()).contains(new ReplyStatus.Restarting());
        assertThat(server.chats()).hasSize(2);
    }

    @Test
    void stopKeepsWhatWasSaid() {
        open(Kind.VLLM, 100_000);
        AtomicInteger shown = new AtomicInteger();

        Turn reply = bot.send(Bot.message(here, "word ".repeat(20_000)), new ShownReply(_ -> {
                    if (shown.incrementAndGet() == 3) {
                        bot.responder().stop(here);
                    }
                }))
                .answered()
                .reply();

        assertThat(requireNonNull(reply.generation()).finish()).isEqualTo(Finish.CANCELLED);
        assertThat(reply.text()).startsWith("anna says: word");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"VLLM", "OLLAMA"})
    void oldMessagesAreDroppedBeforeTheContextIsFull(Kind kind) {
        open(kind, CONTEXT);

        for (int i = 0; i < 12; i++) {
            bot.say(here, "message " + i + " of a long talk about nothing much");
        }

        assertThat(server.chats()).hasSize(12);
        assertThat(server.chats().getLast().path("messages").size()).isLessThan(13);
    }

    @Test
    void moreIsDroppedOnceWhereTheContextIsSmallerThanAssumed() {
        // It does not say so before the prompt is too long for it.
        open(Kind.PLAIN, 400);

        for (int i = 0; i < 8; i++) {
            bot.say(here, "word ".repeat(30));
        }

        assertThat(server.chats().size()).isGreaterThan(8);
        assertThat(server.chats().getLast().path("messages").size()).isLessThan(10);
    }

    @Test
    void whyAndStatusSayWhatIsKnown() {
        open(Kind.OLLAMA, 4096);
        bot.say(here, "one two three");

        assertThat(said(new Command.Why()))
                .contains("assistant answered", "on tiny", "The prompt had 16 tokens")
                .contains("What fitted was estimated", "cannot read a reply again");
    }

    @Test
    void aPersonasAdapterIsNotAskedForWhereThereAreNone() {
        personas.writeWithAdapter("owl", "You hoot.", "0".repeat(64));
        open(Kind.VLLM, 4096);
        said(new Command.SetPersona("owl", null));

        assertThat(bot.say(here, "Hello").reply().text()).isEqualTo("anna says: Hello");
        assertThat(said(new Command.Status())).contains("the engine knows nothing of adapters");
    }

    @Test
    void forgettingErasesWhatParleyKeeps() {
        open(Kind.OLLAMA, 4096);
        bot.say(here, "one two three");

        assertThat(said(new Command.Forget(Command.Extent.ALL))).contains("forgotten");
        assertThat(world.database()
                        .conversations()
                        .history(world.database().conversations().current(here).id()))
                .isEmpty();
    }

    private void open(Kind kind, int context) {
        server = StrictServer.open(kind, context, "tiny");
        RemoteEngine engine = new RemoteEngine(
                        server.url(), StrictServer.KEY, null, null, SupervisorTimings.DEFAULT, _ -> {})
                .start();
        world = World.on(folder, engine, personas.folder());
        bot = world.bot(40);
    }

    private String said(Command command) {
        Caller caller = new Caller(here, new Person("discord", "anna"), true, Surface.DISCORD, false, Words.english());
        CommandResult result = bot.commands().run(command, caller, _ -> {
            throw new AssertionError("nothing is asked");
        });
        return result instanceof CommandResult.Said(String words)
                ? words
                : List.of(result).toString();
    }
}
