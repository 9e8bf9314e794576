package dev.parley.prompts.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.prompts.PersonaException.Problem;
import dev.parley.prompts.examples.Example.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplesTest {
    private static final String FINE = """
            {"id":"a","messages":[{"role":"user","content":"Hi!"},{"role":"assistant","content":"Ahoy."}]}""";

    @TempDir
    private Path persona;

    @BeforeEach
    void makeTheFolder() throws Exception {
        Files.createDirectory(persona.resolve("examples"));
    }

    @Test
    void readsWhatAnExampleHolds() throws Exception {
        write("train.jsonl", """
                {"id": "a", "messages": [{"role": "user", "content": "1"}, {"role": "assistant", "content": "2"},\
                {"role": "user", "content": "3"}, {"role": "assistant", "content": "four, five"}],\
                "check": {"facts": [["four", "4"], ["five"]], "unknown": false, "kind": "social",\
                "covers": ["four"], "words": [2, 9], "test": "assert True"}}

                """ + FINE.replace("\"a\"", "\"b\""));

        assertThat(Examples.read(persona).train())
                .containsExactly(
                        new Example(
                                "a",
                                List.of(
                                        new Message("user", "1"),
                                        new Message("assistant", "2"),
                                        new Message("user", "3"),
                                        new Message("assistant", "four, five")),
                                new Check(
                                        List.of(List.of("four", "4"), List.of("five")),
                                        false,
                                        "assert True",
                                        Form.SOCIAL,
                                        List.of("four"),
                                        new WordRange(2, 9)),
                                1),
                        new Example(
                                "b",
                                List.of(new Message("user", "Hi!"), new Message("assistant", "Ahoy.")),
                                Check.NONE,
                                3));
    }

    @Test
    void aPersonaWithoutExamplesHasNoProblem() throws Exception {
        assertThat(Examples.read(persona.resolve("elsewhere")).train()).isEmpty();
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            "Hi!"                  | Hi!                       | This line is not JSON
            Ahoy."}]}              | Ahoy."}]}x                | This line is not JSON
            "id":"a",              | "id":"a","id":"b",        | This line is not JSON
            "id":"a",              | ^^                        | 'id' must be a text
            "id":"a",              | "id":7,                   | 'id' must be a text
            "id":"a",              | "id":"a","ID":1,          | An example knows no 'ID'
            "user"                 | "system"                  | Message 1 must have the role 'user'
            "assistant"            | "user"                    | Message 2 must have the role 'assistant'
            "content":"Ahoy."      | "content":" "             | Message 2 must have a 'content'
            "content":"Ahoy."      | "content":["Ahoy."]       | Message 2 must have a 'content'
            "content":"Ahoy."      | "text":"Ahoy."            | Message 2 knows no 'text'
            "Ahoy."                | "Ahoy.\\n"                | Message 2 has white space
            "Ahoy."                | "Ah\\u0007oy."            | Message 2 holds a control character
            ,{"role":"assistant","content":"Ahoy."} | ^^       | end with a reply
            ."}]                   | ."}],"check":[]           | 'check' must be an object
            ."}]                   | ."}],"check":{"fact":1}   | 'check' knows no 'fact'
            ."}]                   | ."}],"check":{"facts":["a"]}   | Each of the 'facts' must be a list
            ."}]                   | ."}],"check":{"covers":[]}     | 'covers' must be a list
            ."}]                   | ."}],"check":{"kind":"poem"}   | 'kind' must be one of blog, advert
            ."}]                   | ."}],"check":{"words":[9,2]}   | 'words' must be two numbers
            ."}]                   | ."}],"check":{"unknown":1}     | 'unknown' must be true
            ."}]                   | ."}],"check":{"test":""}       | 'test' must be Python
            """)
    void everyMistakeIsNamedWithItsLine(String part, String instead, String why) throws Exception {
        assertThat(FINE).contains(part);
        write("train.jsonl", "\n" + FINE.replace(part, instead) + "\n");

        assertThat(problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.file()).isEqualTo(persona.resolve("examples/train.jsonl"));
            assertThat(problem.line()).isEqualTo(2);
        });
        assertThat(problems())
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message).contains(why));
    }

    @Test
    void saysWhichLineIsNotUtf8() throws Exception {
        Files.write(persona.resolve("examples/train.jsonl"), (FINE + "\nü\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems()).extracting(Problem::line).containsExactly(2);
    }

    @Test
    void aWrongLineCostsThatLineOnlyAndAllAreNamedTogether() throws Exception {
        write("train.jsonl", "nonsense\n" + FINE + "\n[]\n");
        write("held-out.jsonl", "{}\n");

        assertThat(Examples.read(persona).train()).extracting(Example::id).containsExactly("a");
        assertThat(problems())
                .extracting(problem -> problem.file().getFileName() + ":" + problem.line())
                .contains("held-out.jsonl:1", "train.jsonl:1", "train.jsonl:3")
                .isSorted();
    }

    @Test
    void anIdIsTakenOnceOverBothFiles() throws Exception {
        write("train.jsonl", example("a", "What is tar?", "Something black."));
        write("held-out.jsonl", example("a", "What is rum?", "Something brown."));

        assertThat(messages()).containsExactly("a: The id 'a' is taken by a (train.jsonl, line 1).");
    }

    @Test
    void aShortQuestionThatComesTwiceIsFound() throws Exception {
        write("train.jsonl", example("a", "What is tar?", "Something black.") + example("b", "what is Tar", "Goo."));

        assertThat(messages())
                .containsExactly("b: This question is nearly the one of a (train.jsonl, line 1); please change it.");
    }

    @Test
    void aLongQuestionThatIsNearlyAnotherIsFound() throws Exception {
        write(
                "train.jsonl",
                example("a", "How do I keep rust away from an old iron anchor in salt water?", "Paint it.")
                        + example(
                                "b",
                                "Please: how do I keep rust away from an old iron anchor in fresh water?",
                                "Oil."));

        assertThat(messages()).singleElement().asString().startsWith("b: This question is nearly the one of a");
    }

    @Test
    void aReplyMayComeBackInOneFileButNotInTheOther() throws Exception {
        var reply = "That depends on the wind, on the tide and on how much rum is left.";
        write("train.jsonl", example("a", "When do we sail?", reply) + example("b", "Is it far?", reply));
        write("held-out.jsonl", example("c", "Are we lost?", reply));

        assertThat(messages()).singleElement().asString().startsWith("c: This reply is nearly the one of a");
    }

    @Test
    void aFollowingQuestionMayComeBack() throws Exception {
        var more = ",{\"role\":\"user\",\"content\":\"Why?\"},{\"role\":\"assistant\",\"content\":\"%s\"}]";
        write(
                "train.jsonl",
                example("a", "What is tar?", "Goo.").replace("]", more.formatted("It is."))
                        + example("b", "What is rum?", "Drink.").replace("]", more.formatted("So.")));

        assertThat(messages()).isEmpty();
    }

    @Test
    void aReplyThatDoesNotHoldWhatItsCheckAsksForIsFound() throws Exception {
        write(
                "train.jsonl",
                example("a", "What is tar?", "Something black.")
                        .replace("]}", "],\"check\":{\"facts\":[[\"white\"]]}}"));

        assertThat(messages()).containsExactly("a: The reply does not name white.");
    }

    @Test
    void aReplyThatGoesRoundInCirclesIsFound() throws Exception {
        write("train.jsonl", example("a", "What is tar?", "It is quite black. It is quite black."));

        assertThat(messages()).containsExactly("a: It says twice: \"It is quite black.\".");
    }

    private static String example(String id, String question, String reply) {
        return FINE.replace("\"a\"", '"' + id + '"').replace("Hi!", question).replace("Ahoy.", reply) + "\n";
    }

    private List<Problem> problems() throws InterruptedException {
        return Examples.read(persona).problems(new Judge(PythonSandbox.impossible("a test says so")));
    }

    private List<String> messages() throws InterruptedException {
        return problems().stream().map(Problem::message).toList();
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(persona.resolve("examples").resolve(file), text);
    }
}
