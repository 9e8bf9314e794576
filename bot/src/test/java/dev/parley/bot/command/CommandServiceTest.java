package dev.parley.bot.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.Bot;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.ShownReply;
import dev.parley.bot.responder.World;
import dev.parley.bot.words.Language;
import dev.parley.bot.words.Words;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Person;
import dev.parley.persistence.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Every command, as a platform gives it, on a real engine and database. */
final class CommandServiceTest {
    private static World world;
    private ConversationKey here;
    private Person anna;
    private Bot bot;

    @BeforeAll
    static void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 1024);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    /** Each test in a workspace of its own, with an Anna of its own. */
    @BeforeEach
    void arrive(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        here = new ConversationKey("discord", "workspace of " + name, "channel", "");
        anna = new Person("discord", "anna of " + name);
        bot = world.bot(12);
    }

    private Caller anna(ConversationKey place) {
        return new Caller(place, anna, true, Surface.DISCORD, false, Words.english());
    }

    private CommandResult give(Command command, Caller caller) {
        return bot.commands()
                .run(
                        command,
                        caller,
                        text -> new Arrival(
                                Bot.message(caller.key(), caller.person().id(), text)));
    }

    private String said(Command command) {
        return said(command, anna(here));
    }

    private String said(Command command, Caller caller) {
        return give(command, caller) instanceof CommandResult.Said(String words) ? words : "nothing said";
    }

    private Outcome generated(Command command) {
        if (give(command, anna(here)) instanceof CommandResult.Generating(var work)) {
            return work.generate(new ShownReply());
        }
        throw new AssertionError("nothing is generated");
    }

    private void say(String text) {
        assertThat(bot.send(Bot.message(here, anna.id(), text), new ShownReply())
                        .end())
                .isInstanceOf(Outcome.Answered.class);
    }

    private List<String> texts() {
        var store = world.database().conversations();
        return store.history(store.current(here).id()).stream().map(Turn::text).toList();
    }

    private String answering(ConversationKey place, Person person) {
        return said(
                new Command.ShowPersona(), new Caller(place, person, true, Surface.DISCORD, false, Words.english()));
    }

    @Test
    void setsThePersonaOfThePlaceWhereNoScopeIsSaidInAPlaceOfOnesOwn() {
        assertThat(said(new Command.SetPersona("coder", null))).contains("coder", "for this conversation");

        assertThat(answering(here, anna)).startsWith("coder");
        assertThat(answering(World.place("elsewhere"), anna)).startsWith("assistant");
    }

    @Test
    void setsThePersonaOfThePersonWhereNoScopeIsSaidInAChannel() {
        var inChannel = new Caller(here, anna, false, Surface.DISCORD, false, Words.english());
        assertThat(said(new Command.SetPersona("coder", null), inChannel)).contains("coder", "for you");

        assertThat(answering(here, new Person("discord", "ben"))).startsWith("assistant");
        assertThat(answering(here, anna)).startsWith("coder");
    }

    @Test
    void letsTheConversationGoBeforeTheChannelBeforeThePersonBeforeTheWorkspace() {
        var thread = new ConversationKey(here.platform(), here.workspace(), here.channel(), "thread");
        give(new Command.SetPersona("prompter", Scope.EVERYONE), anna(thread));
        assertThat(answering(thread, anna)).startsWith("prompter");
        give(new Command.SetPersona("writer", Scope.ME), anna(thread));
        assertThat(answering(thread, anna)).startsWith("writer");
        give(new Command.SetPersona("coder", Scope.CHANNEL), anna(thread));
        assertThat(answering(thread, anna)).startsWith("coder");
        give(new Command.SetPersona("assistant", Scope.HERE), anna(thread));
        assertThat(answering(thread, anna)).startsWith("assistant").contains("for this conversation");

        give(new Command.ResetPersona(Scope.HERE), anna(thread));
        assertThat(answering(thread, anna)).startsWith("coder").contains("for this channel");
        give(new Command.ResetPersona(Scope.CHANNEL), anna(thread));
        assertThat(answering(thread, anna)).startsWith("writer").contains("for you");
        give(new Command.ResetPersona(Scope.ME), anna(thread));
        assertThat(answering(thread, anna)).startsWith("prompter").contains("for everyone");
        give(new Command.ResetPersona(Scope.EVERYONE), anna(thread));
        assertThat(answering(thread, anna)).startsWith("assistant").contains("as the configuration says");
    }

    @Test
    void answersAsThePersonaThatWasSet() {
        give(new Command.SetPersona("coder", null), anna(here));
        say("Hello");

        assertThat(world.database().conversations().history(current()).getLast().generation())
                .satisfies(generation -> assertThat(generation.persona()).isEqualTo("coder"));
    }

    @Test
    void keepsThePersonaOfAPlaceInANewConversation() {
        give(new Command.SetPersona("coder", Scope.HERE), anna(here));
        give(new Command.New(), anna(here));

        assertThat(answering(here, anna)).startsWith("coder");
    }

    @Test
    void refusesAPersonaThatIsNotThereAndNamesThoseThatAre() {
        assertThat(give(new Command.SetPersona("pirate", null), anna(here)))
                .isEqualTo(new CommandResult.Refused(
                        "There is no persona “pirate”. There are: assistant, coder, prompter, writer."));
    }

    @Test
    void refusesAChannelInTheTerminal() {
        var terminal = new Caller(here, anna, true, Surface.TERMINAL, false, Words.english());

        assertThat(give(new Command.SetPersona("coder", Scope.CHANNEL), terminal))
                .isInstanceOf(CommandResult.Refused.class);
    }

    @Test
    void saysThatThereWasNothingToReset() {
        assertThat(said(new Command.ResetPersona(null))).startsWith("Nothing was set");
    }

    @Test
    void listsThePersonasAndMarksTheOneThatAnswers() {
        assertThat(said(new Command.ListPersonas()).lines())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).startsWith("- **assistant**: "))
                .anySatisfy(line -> assertThat(line).startsWith("- coder: "));
    }

    @Test
    void asksAQuestion() {
        assertThat(generated(new Command.Ask("Is it raining?"))).isInstanceOf(Outcome.Answered.class);

        assertThat(texts()).hasSize(2).startsWith("Is it raining?");
    }

    @Test
    void beginsANewConversationAndKeepsTheOldOne() {
        say("old");
        var old = current();

        said(new Command.New());

        assertThat(texts()).isEmpty();
        assertThat(world.database().conversations().history(old)).hasSize(2);
    }

    @Test
    void stopsWhatRuns() {
        assertThat(said(new Command.Stop())).isEqualTo("Nothing is running.");
        var stops = new CopyOnWriteArrayList<String>();
        bot = world.bot(700);
        var running = bot.send(Bot.message(here, anna.id(), "Tell me a story"), new ShownReply(_ -> {
            if (stops.isEmpty()) {
                stops.add(said(new Command.Stop()));
            }
        }));

        assertThat(running.end()).isInstanceOf(Outcome.Answered.class);
        assertThat(stops).containsExactly("Stopped.");
    }

    @Test
    void regeneratesBesideTheOldReply() throws IOException {
        say("Hello");

        assertThat(generated(new Command.Regenerate())).isInstanceOf(Outcome.Answered.class);

        assertThat(texts()).hasSize(2);
        assertThat(export().path("turns")).hasSize(3);
    }

    @Test
    void continuesAReplyThatEndedAtItsLength() {
        say("Hello");
        var before = texts().getLast();

        assertThat(generated(new Command.Continue())).isInstanceOf(Outcome.Answered.class);

        assertThat(texts()).hasSize(2);
        assertThat(texts().getLast()).startsWith(before).hasSizeGreaterThan(before.length());
    }

    @Test
    void showsTheHistory() {
        assertThat(said(new Command.History())).isEqualTo("Nothing was said in this conversation yet.");
        say("Hello");

        assertThat(said(new Command.History()))
                .isEqualTo("**%s**\nHello\n\n**assistant**\n%s".formatted(anna.id(), texts().getLast()));
    }

    @Test
    void hidesTheBeginningOfALongHistory() {
        bot = world.bot(1);
        for (int i = 0; i < 21; i++) {
            say("message " + i);
        }

        assertThat(said(new Command.History()))
                .startsWith("(2 earlier messages)")
                .contains("message 1\n", "message 20\n")
                .doesNotContain("message 0\n");
    }

    @Test
    void forgetsTheLastMessageAndItsAnswerOnly() {
        say("first");
        say("second");

        assertThat(said(new Command.Forget(Command.Extent.LAST)))
                .isEqualTo("One message and its answer are forgotten.");

        assertThat(texts()).hasSize(2).startsWith("first");
    }

    @Test
    void forgetsTheLastHourEverywhere() {
        say("first");
        said(new Command.New());
        say("second");

        assertThat(said(new Command.Forget(Command.Extent.HOUR)))
                .isEqualTo("2 messages and their answers are forgotten.");

        assertThat(texts()).isEmpty();
    }

    @Test
    void forgetsEverythingOfThePersonAndNothingOfAnother() throws IOException {
        say("mine");
        bot.send(Bot.message(here, "ben", "his"), new ShownReply()).answered();

        said(new Command.Forget(Command.Extent.ALL));

        assertThat(export().path("turns")).isEmpty();
        assertThat(texts()).contains("his").doesNotContain("mine");
        assertThat(said(new Command.Forget(Command.Extent.ALL))).isEqualTo("There was nothing to forget.");
    }

    @Test
    void erasesWhatTheEngineKeptOfAForgottenConversation() {
        say("word ".repeat(60));
        say("again");
        assertThat(cached()).isPositive();
        int prefix = cached();

        said(new Command.Forget(Command.Extent.LAST));
        say("again");

        // Only what everybody shares, the persona's prompt, is still there.
        assertThat(cached()).isLessThan(prefix).isLessThan(60);
    }

    @Test
    void exportsEverythingStored() throws IOException {
        say("Grüße, \"Welt\"");
        give(new Command.SetPersona("coder", Scope.ME), anna(here));

        var export = export();

        assertThat(export.at("/person/id").asText()).isEqualTo(anna.id());
        assertThat(export.path("turns")).hasSize(2);
        assertThat(export.at("/turns/0/text").asText()).isEqualTo("Grüße, \"Welt\"");
        assertThat(export.at("/turns/1/text").asText()).isEqualTo(texts().getLast());
        assertThat(export.at("/turns/1/generation/persona").asText()).isEqualTo("assistant");
        assertThat(export.at("/messages/0/state").asText()).isNotEmpty();
        assertThat(export.at("/bindings/0/persona").asText()).isEqualTo("coder");
    }

    @Test
    void saysHowThingsAre() {
        say("Hello");

        assertThat(said(new Command.Status()).lines())
                .containsExactly(
                        "- assistant answers you here (as the configuration says).",
                        "- It has no adapter for tiny, and works by its prompt.",
                        "- 2 messages in this conversation",
                        "- 0 of 4 replies running, 0 waiting");
        assertThat(said(new Command.Model())).isEqualTo("tiny answers, on this machine");
    }

    @Test
    void tellsAdminsAloneWhatTheEngineDoesAndWhoWasNotAnswered() {
        world.refusals().add(new Person("discord", "77"), "88/99", "a bot that is not listed");
        var admin = new Caller(here, anna, true, Surface.DISCORD, true, Words.english());

        assertThat(said(new Command.Status(), admin))
                .startsWith("- tiny answers, on this machine\n")
                .contains("0 waiting\n")
                .containsPattern(
                        "\n- [-0-9]{10} [:0-9]{8} UTC: discord 77 in 88/99 was not answered: a bot that is not listed");
        assertThat(said(new Command.Status())).doesNotContain("tiny answers", "77");
    }

    @Test
    void helpsWithTheCommandsOfThePlace() {
        assertThat(said(new Command.Help())).contains("/persona", "/forget").doesNotContain("/quit");
        assertThat(said(new Command.Help(), new Caller(here, anna, true, Surface.TERMINAL, false, Words.english())))
                .contains("/quit");
    }

    @Test
    void answersInTheCallersLanguage() {
        var caller = new Caller(here, anna, true, Surface.DISCORD, false, Language.DE.words());

        assertThat(said(new Command.SetPersona("coder", Scope.ME), caller))
                .isEqualTo("Eingestellt ist jetzt coder für dich. Hier antwortet dir coder (für dich).");
        assertThat(said(new Command.Help(), caller)).contains("beginnt ein neues Gespräch");
    }

    @Test
    void leaves() {
        assertThat(give(new Command.Quit(), anna(here))).isInstanceOf(CommandResult.Leave.class);
    }

    private UUID current() {
        return world.database().conversations().current(here).id();
    }

    private int cached() {
        return requireNonNull(world.database()
                        .conversations()
                        .history(current())
                        .getLast()
                        .generation())
                .cachedTokens();
    }

    private JsonNode export() throws IOException {
        if (give(new Command.Export(), anna(here)) instanceof CommandResult.Document(String name, byte[] content)) {
            assertThat(name).isEqualTo("parley-export.json");
            return new ObjectMapper().readTree(content);
        }
        throw new AssertionError("no document");
    }
}
