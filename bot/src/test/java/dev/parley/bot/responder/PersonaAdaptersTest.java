package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.command.Caller;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.Scope;
import dev.parley.bot.command.Surface;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Personas with adapters on Parley's own engine. Each test makes a persona of its own, while everything runs. */
class PersonaAdaptersTest {
    private static World world;
    private static Path model;
    private static PersonaFiles personas;

    private Bot bot;
    private ConversationKey here;
    private String id;

    @BeforeAll
    static void open(@TempDir Path folder) {
        model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        personas = new PersonaFiles(folder.resolve("personas")).write("assistant", "You help.");
        world = World.open(folder, model, 1024, personas.folder());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void arrive(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        here = World.place(name);
        bot = world.bot(8);
        id = "p" + Integer.toHexString(name.hashCode());
    }

    @Test
    void answersWithThePersonasAdapterAndStoresWhichOneItWas() {
        TinyLora.of(2).writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");

        assertThat(answer().adapter())
                .isEqualTo(
                        "tiny.gguf@" + PersonaFiles.sha256(personas.adapter(id)).substring(0, 12));
        assertThat(status()).contains("tiny speaks with the persona's own adapter (tiny.gguf@");
    }

    @Test
    void speaksDifferentlyWithAnAdapterThanByThePromptAlone() {
        personas.write(id, "You hoot.");
        String plain = text();
        TinyLora.of(3).withStrength(2).writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");

        assertThat(text()).isNotEqualTo(plain);
    }

    @Test
    void loadsTheAdapterAgainWhenTheEngineWasStartedAgain() throws InterruptedException {
        TinyLora.of(4).writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");
        assertThat(answer().adapter()).isNotNull();
        world.killEngine();

        assertThat(answer().adapter()).isNotNull();
    }

    @Test
    void answersByThePromptWhereTheFileIsMissingAndWithItOnceItIsThere() {
        Path later = TinyLora.of(5).writeTo(model.resolveSibling("later.gguf"), model);
        personas.writeWithAdapter(id, "You hoot.", PersonaFiles.sha256(later));
        assertThat(answer().adapter()).isNull();
        assertThat(status()).contains("there is no file " + id + "/adapters/tiny.gguf");

        TinyLora.of(5).writeTo(personas.adapter(id), model);
        assertThat(answer().adapter()).isNotNull();
    }

    @Test
    void answersByThePromptAsSoonAsTheFileIsDamaged() throws IOException {
        Path file = TinyLora.of(6).writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");
        assertThat(answer().adapter()).isNotNull();
        byte[] bytes = Files.readAllBytes(file);
        PersonaFiles.put(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(answer().adapter()).isNull();
        assertThat(status()).contains("is damaged or another file");
    }

    @Test
    void answersByThePromptWhereTheAdapterIsForAnotherModel() {
        TinyLora.of(7).withArchitecture("gemma2").writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");

        assertThat(answer().adapter()).isNull();
        assertThat(status())
                .contains("Its adapter for tiny is not in use", "gemma2", id + "/adapters/tiny.gguf")
                .doesNotContain(personas.folder().toString());
    }

    @Test
    void answersByThePromptWhereTheFileIsNoAdapter() throws IOException {
        Files.writeString(personas.adapter(id), "no adapter");
        personas.writeWithAdapter(id, "You hoot.");

        assertThat(answer().adapter()).isNull();
        assertThat(status()).contains("is not in use", "GGUF");
    }

    @Test
    void saysWhatSpeaksWhereAPersonaIsShown() {
        TinyLora.of(8).writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");
        answer();

        assertThat(said(new Command.ShowPersona())).contains(id + " answers you here", "own adapter (tiny.gguf@");
    }

    @Test
    void answersByThePromptOfNowWithoutANewStart() {
        personas.write(id, "You hoot.");
        String before = answer().promptHash();
        personas.write(id, "You hoot at night.");

        assertThat(answer().promptHash()).isNotEqualTo(before);
    }

    @Test
    void offersAPersonaAsSoonAsItsFolderIsThere() {
        assertThat(said(new Command.ListPersonas())).doesNotContain(id);
        personas.write(id, "You hoot.");

        assertThat(said(new Command.ListPersonas())).contains("- " + id + ": For a test.");
    }

    private Generation answer() {
        assertThat(give(new Command.SetPersona(id, Scope.HERE))).isInstanceOf(CommandResult.Said.class);
        return Objects.requireNonNull(bot.say(here, "Hello").reply().generation());
    }

    private String text() {
        give(new Command.SetPersona(id, Scope.HERE));
        give(new Command.New());
        return bot.say(here, "Hello").reply().text();
    }

    private String status() {
        return said(new Command.Status());
    }

    private String said(Command command) {
        return give(command) instanceof CommandResult.Said(String words) ? words : "nothing said";
    }

    private CommandResult give(Command command) {
        Caller caller = new Caller(here, new Person("discord", "anna"), true, Surface.DISCORD, false, Words.english());
        return bot.commands().run(command, caller, _ -> {
            throw new AssertionError("nothing is asked");
        });
    }
}
