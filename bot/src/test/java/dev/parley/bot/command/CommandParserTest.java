package dev.parley.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.command.ParseResult.Mistake;
import dev.parley.bot.command.ParseResult.Parsed;
import dev.parley.bot.words.Words;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandParserTest {
    private final CommandParser terminal = new CommandParser(Surface.TERMINAL, "/", Words.english());
    private final CommandParser platform = new CommandParser(Surface.DISCORD, "!", Words.english());

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of("persona coder", new Command.SetPersona("coder", null)),
                Arguments.of("persona set coder", new Command.SetPersona("coder", null)),
                Arguments.of("  Persona  Set Coder  Everyone ", new Command.SetPersona("coder", Scope.EVERYONE)),
                Arguments.of("persona set coder here", new Command.SetPersona("coder", Scope.HERE)),
                Arguments.of("persona set coder channel", new Command.SetPersona("coder", Scope.CHANNEL)),
                Arguments.of("persona set coder me", new Command.SetPersona("coder", Scope.ME)),
                Arguments.of("persona", new Command.ShowPersona()),
                Arguments.of("persona show", new Command.ShowPersona()),
                Arguments.of("persona list", new Command.ListPersonas()),
                Arguments.of("persona reset", new Command.ResetPersona(null)),
                Arguments.of("persona reset me", new Command.ResetPersona(Scope.ME)),
                Arguments.of("ask Why?  Two\nlines", new Command.Ask("Why?  Two\nlines")),
                Arguments.of("ask\nWhy?", new Command.Ask("Why?")),
                Arguments.of("new", new Command.New()),
                Arguments.of("STOP", new Command.Stop()),
                Arguments.of("regenerate", new Command.Regenerate()),
                Arguments.of("continue", new Command.Continue()),
                Arguments.of("history", new Command.History()),
                Arguments.of("forget last", new Command.Forget(Command.Extent.LAST)),
                Arguments.of("forget hour", new Command.Forget(Command.Extent.HOUR)),
                Arguments.of("forget ALL", new Command.Forget(Command.Extent.ALL)),
                Arguments.of("export", new Command.Export()),
                Arguments.of("status", new Command.Status()),
                Arguments.of("why", new Command.Why()),
                Arguments.of("model", new Command.Model()),
                Arguments.of("help", new Command.Help()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void understandsTheSameWordsEverywhere(String line, Command command) {
        assertThat(terminal.parse(line)).isEqualTo(new Parsed(command));
        assertThat(platform.parse(line)).isEqualTo(new Parsed(command));
    }

    @Test
    void onlyTheTerminalCanBeQuit() {
        assertThat(terminal.parse("quit")).isEqualTo(new Parsed(new Command.Quit()));
        assertThat(platform.parse("quit")).isInstanceOf(Mistake.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    presona coder         | I do not know “presona”; did you mean /persona?
                    histroy               | I do not know “histroy”; did you mean /history?
                    dance                 | There is no command “dance”; /help shows what there is.
                    ``                    | A command is missing after the prefix; /help shows what there is.
                    ask                   | It is written like this: /ask QUESTION
                    forget                | It is written like this: /forget last|hour|all
                    forget everything     | It is written like this: /forget last|hour|all
                    new please            | /new takes nothing after it, but there is “please”.
                    persona set coder all | “all” is not a place or a person that a persona can be set for; there are here, channel, me, everyone.
                    persona coder me      | I do not know “coder me”; did you mean /persona set coder me?
                    persona rest me       | I do not know “rest me”; did you mean /persona reset me?
                    persona lits all of it| I do not know “lits”; did you mean /persona list?
                    persona set           | It is written like this: /persona NAME | set NAME [here|channel|me|everyone] | show | list | reset [here|channel|me|everyone]
                    """)
    void saysWhatIsWrongAndHowItIsWritten(String line, String words) {
        // The column itself may hold the separator.
        assertThat(terminal.parse(line))
                .isInstanceOfSatisfying(
                        Mistake.class, mistake -> assertThat(mistake.words()).startsWith(words));
    }

    @Test
    void neverThrowsAndNeverEchoesMuch() {
        var random = new Random(42);
        var pieces = List.of(
                "persona",
                "set",
                "show",
                "reset",
                "forget",
                "last",
                "ask",
                "me",
                " ",
                "\n",
                "\t",
                "\u0000",
                "{0}",
                "'",
                "%s",
                "\ud800",
                "\udc00",
                "😀",
                "\u202e",
                "İ",
                "ß",
                "$1",
                "\\",
                "<@1>",
                "x".repeat(300));
        for (int i = 0; i < 20_000; i++) {
            var line = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                line.append(pieces.get(random.nextInt(pieces.size())));
                if (random.nextBoolean()) {
                    line.append(' ');
                }
                if (random.nextInt(4) == 0) {
                    line.appendCodePoint(random.nextInt(0x10_ffff));
                }
            }
            var result = terminal.parse(line.toString());
            if (result instanceof Mistake(var words)) {
                assertThat(words).isNotBlank().hasSizeLessThan(300).doesNotContain("\n", "\u0000", "\u202e");
            }
        }
    }

    @Test
    void completesWhatMayComeNext() {
        var completion = new CommandCompletion(Surface.TERMINAL);
        var personas = List.of("assistant", "coder");

        assertThat(completion.candidates("", personas)).hasSize(14).startsWith("persona", "ask");
        assertThat(completion.candidates("re", personas)).containsExactly("regenerate");
        assertThat(completion.candidates("persona ", personas))
                .containsExactly("assistant", "coder", "set", "show", "list", "reset");
        assertThat(completion.candidates("Persona S", personas)).containsExactly("set", "show");
        assertThat(completion.candidates("persona set ", personas)).containsExactly("assistant", "coder");
        assertThat(completion.candidates("persona set coder ", personas))
                .containsExactly("here", "channel", "me", "everyone");
        assertThat(completion.candidates("persona set coder me ", personas)).isEmpty();
        assertThat(completion.candidates("persona reset c", personas)).containsExactly("channel");
        assertThat(completion.candidates("forget ", personas)).containsExactly("last", "hour", "all");
        assertThat(completion.candidates("ask a", personas)).isEmpty();
        assertThat(new CommandCompletion(Surface.DISCORD).candidates("q", personas))
                .isEmpty();
    }

    @Test
    void everyCompletionLeadsToACommand() {
        for (var word : Surface.TERMINAL.commands()) {
            assertThat(CommandHelp.text(Surface.TERMINAL, "/", Words.english())).contains(word.usage("/"));
            var bare = terminal.parse(word.word());
            assertThat(bare instanceof Parsed).isEqualTo(word.arguments().isEmpty() || word == CommandWord.PERSONA);
        }
    }

    @Test
    void helpIsATableOfTheGrammar() {
        assertThat(CommandHelp.text(Surface.DISCORD, "!", Words.english()).lines())
                .contains("!new                   begins a new conversation")
                .contains("!forget last|hour|all  forgets your last message, the last hour, or everything")
                .noneMatch(line -> line.contains("quit"));
    }
}
