package dev.parley.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.responder.Bot;
import dev.parley.bot.responder.PersonaFiles;
import dev.parley.bot.responder.World;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Person;
import dev.parley.persistence.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class WhyTest {
    private static final Pattern MEAN = Pattern.compile("had a probability of (\\d+)% on average");

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
        world = World.open(folder, model, 512, personas.folder());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void arrive(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        here = World.place(name);
        bot = world.bot(24);
        id = "p" + Integer.toHexString(name.hashCode());
    }

    @Test
    void saysThatThereIsNothingToExplain() {
        assertThat(why()).isEqualTo("There is no reply here yet that could be explained.");
    }

    @Test
    void saysWhoAnsweredOutOfWhatAndHowSureItWas() {
        bot.say(here, "Hello");
        Turn reply = bot.say(here, "And then?").reply();

        assertThat(why())
                .startsWith("- assistant answered (version " + hash(reply) + "), by its prompt on tiny.\n")
                .contains("- The prompt had "
                        + Objects.requireNonNull(reply.generation()).promptTokens()
                        + " tokens: the persona's own words and 3 messages of this conversation.\n")
                .containsPattern(MEAN);
    }

    @Test
    void namesTheLeastSureWordsAndWhatTheyMightHaveBeen() {
        Turn reply = bot.say(here, "Hello").reply();

        var doubts = Pattern.compile("- `([^`]+)`: \\d+%; it might have begun `[^`]+` \\(\\d+%\\)")
                .matcher(why())
                .results()
                .toList();
        assertThat(doubts).isNotEmpty().hasSizeLessThanOrEqualTo(3);
        assertThat(reply.text()).contains(doubts.getFirst().group(1));
    }

    @Test
    void readsWithTheAdapterThatSpoke() {
        TinyLora.of(2).withStrength(2).writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");
        set(id);
        bot.say(here, "Hello");
        String with = why();
        assertThat(with).contains("on tiny with the adapter tiny.gguf@");

        // The same words, as if they had been said without it: the model finds them unlikelier.
        assertThat(mean(with)).isGreaterThan(mean(whyWithout()));
    }

    @Test
    void saysThatTheAdapterIsGone() throws IOException {
        Path adapter = TinyLora.of(3).writeTo(personas.adapter(id), model);
        personas.writeWithAdapter(id, "You hoot.");
        set(id);
        bot.say(here, "Hello");
        Files.delete(adapter);

        assertThat(why())
                .contains("The adapter tiny.gguf@", "is gone or was changed since")
                .doesNotContainPattern(MEAN);
    }

    @Test
    void saysThatThePersonaWasChanged() {
        personas.write(id, "You hoot.");
        set(id);
        bot.say(here, "Hello");
        personas.write(id, "You hoot at night.");

        assertThat(why()).contains("The persona " + id + " was changed since").doesNotContainPattern(MEAN);
    }

    @Test
    void saysThatThePersonaIsGone() throws IOException {
        personas.write(id, "You hoot.");
        set(id);
        bot.say(here, "Hello");
        Files.delete(personas.folder().resolve(id).resolve("prompt.md"));
        Files.delete(personas.folder().resolve(id).resolve("persona.yaml"));
        Files.delete(personas.folder().resolve(id));

        assertThat(why()).contains("The persona " + id + " is gone");
    }

    @Test
    void saysHowManyMessagesNoLongerFitted() {
        for (int i = 0; i < 8; i++) {
            bot.say(here, "one two three four five six seven eight nine ten ".repeat(4));
        }

        assertThat(why())
                .containsPattern("\\d+ older messages no longer fitted")
                .containsPattern(MEAN);
    }

    private void set(String persona) {
        give(new Command.SetPersona(persona, Scope.HERE));
    }

    /** The last reply as the bare model finds it: its twin has the same prompt and no adapter. */
    private String whyWithout() {
        var conversations = world.database().conversations();
        Turn reply = conversations.history(conversations.current(here).id()).getLast();
        Generation made = Objects.requireNonNull(reply.generation());
        conversations.append(new Turn(
                UUID.randomUUID(),
                reply.conversationId(),
                reply.parentId(),
                reply.role(),
                reply.author(),
                null,
                reply.text(),
                new Generation(
                        made.persona(),
                        made.model(),
                        null,
                        made.promptHash(),
                        made.promptTokens(),
                        made.cachedTokens(),
                        made.completionTokens(),
                        made.ttftMillis(),
                        made.prefillTps(),
                        made.decodeTps(),
                        made.finish(),
                        made.droppedTurns()),
                reply.createdAt()));
        return why();
    }

    private String why() {
        return give(new Command.Why()) instanceof CommandResult.Said(String words) ? words : "nothing said";
    }

    private CommandResult give(Command command) {
        Caller caller = new Caller(here, new Person("discord", "anna"), true, Surface.DISCORD, false, Words.english());
        return bot.commands().run(command, caller, _ -> {
            throw new AssertionError("nothing is asked");
        });
    }

    private static int mean(String why) {
        var found = MEAN.matcher(why);
        assertThat(found.find()).as(why).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static String hash(Turn reply) {
        return Objects.requireNonNull(reply.generation()).promptHash();
    }
}
