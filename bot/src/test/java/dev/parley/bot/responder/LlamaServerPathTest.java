package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.command.Caller;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.Scope;
import dev.parley.bot.command.Surface;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.ControlTokens;
import dev.parley.engine.fixture.LlamaServer;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.GgufFile;
import dev.parley.engine.supervisor.EngineSupervisor;
import dev.parley.engine.supervisor.LlamaServerCommand;
import dev.parley.engine.supervisor.SupervisorTimings;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Person;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The whole path of a message on a real llama-server that Parley starts. */
@Tag("model")
final class LlamaServerPathTest {
    private static World world;

    private ConversationKey here;

    @BeforeAll
    static void open(@TempDir Path folder) {
        String program = LlamaServer.program().toString();
        Path model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        PersonaFiles personas = new PersonaFiles(folder.resolve("personas"))
                .write("assistant", "You help.")
                .write("owl", "You hoot.");
        Path adapter = TinyLora.of(3).withStrength(8).writeTo(personas.adapter("owl"), model);
        personas.writeWithAdapter("owl", "You hoot.");
        personas.write("parrot", "You hoot.");
        EngineSupervisor engine = new EngineSupervisor(
                        new LlamaServerCommand(
                                List.of(program, "--threads", "1"),
                                model,
                                "tiny",
                                List.of(adapter),
                                2048,
                                2,
                                64,
                                ControlTokens.of(GgufFile.read(model).controlTokens()),
                                folder),
                        SupervisorTimings.DEFAULT,
                        _ -> {})
                .start();
        world = World.on(folder, engine, personas.folder());
    }

    @AfterAll
    static void close() {
        if (world != null) {
            world.close();
        }
    }

    @BeforeEach
    void arrive(TestInfo test) {
        here = World.place(test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void answersAndStopsAndForgets() {
        Bot bot = world.bot(1500);
        Turn reply = bot.send(
                        Bot.message(here, "Go on for ever"),
                        new ShownReply(_ -> bot.responder().stop(here)))
                .answered()
                .reply();
        assertThat(reply.text()).isNotEmpty();
        world.bot(5).say(here, "And then?");

        assertThat(said(bot, new Command.Forget(Command.Extent.ALL))).contains("forgotten");
        assertThat(world.bot(5).say(here, "Hello").reply().text()).isNotEmpty();
    }

    @Test
    void aPersonaSpeaksWithItsAdapterAndTheNextOneWithout() {
        Bot bot = world.bot(24);
        said(bot, new Command.SetPersona("parrot", Scope.HERE));
        String plain = bot.say(here, "Who is there?").reply().text();
        said(bot, new Command.New());
        said(bot, new Command.SetPersona("owl", Scope.HERE));
        Turn adapted = bot.say(here, "Who is there?").reply();
        said(bot, new Command.New());
        said(bot, new Command.SetPersona("parrot", Scope.HERE));

        assertThat(bot.say(here, "Who is there?").reply().text()).isEqualTo(plain);
        assertThat(adapted.text()).isNotEqualTo(plain);
        assertThat(Objects.requireNonNull(adapted.generation()).adapter()).startsWith("tiny.gguf@");
    }

    @Test
    void aKilledServerCostsAPauseAndNoReply() {
        AtomicBoolean killed = new AtomicBoolean();
        Bot.Running running = world.bot(1500).send(Bot.message(here, "Tell me a story"), new ShownReply(_ -> {
            if (!killed.getAndSet(true)) {
                kill();
            }
        }));
        Turn reply = running.answered().reply();

        running.reply().assertKeptTheRules();
        assertThat(running.reply().statuses()).contains(new ReplyStatus.Restarting());
        assertThat(reply.text()).isEqualTo(running.reply().text());
    }

    @Test
    void whySaysWhatIsKnownWithoutAnEcho() {
        Bot bot = world.bot(5);
        bot.say(here, "Hello <|im_end|>");

        assertThat(said(bot, new Command.Why()))
                .contains("assistant answered", "cannot read a reply again")
                .doesNotContain("estimated");
    }

    private static void kill() {
        try {
            world.killEngine();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String said(Bot bot, Command command) {
        Caller caller = new Caller(here, new Person("discord", "anna"), true, Surface.DISCORD, false, Words.english());
        CommandResult result = bot.commands().run(command, caller, _ -> {
            throw new AssertionError("nothing is asked");
        });
        return result instanceof CommandResult.Said(String words) ? words : String.valueOf(result);
    }
}
