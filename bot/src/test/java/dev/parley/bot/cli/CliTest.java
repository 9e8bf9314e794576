package dev.parley.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.config.HomeLockedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private Throwable failure;

    @BeforeEach
    void moveIntoTheHome() {
        environment.put("PARLEY_HOME", home.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    chat                          | chat [Session[conversation=main, fresh=false, persona=null]]
                    chat --conversation work      | chat [Session[conversation=work, fresh=false, persona=null]]
                    ask --fresh --json why is it? | ask [Session[conversation=main, fresh=true, persona=null], why is it?, true]
                    ask                           | ask [Session[conversation=main, fresh=false, persona=null], , false]
                    ask @file                     | ask [Session[conversation=main, fresh=false, persona=null], @file, false]
                    model list                    | listModels []
                    model pull a                  | pullModel [a]
                    model use a                   | useModel [a]
                    model verify                  | verifyModel [null]
                    model path a                  | printModelPath [a]
                    persona list                  | listPersonas []
                    persona show coder            | showPersona [coder]
                    persona new pirate            | newPersona [pirate]
                    persona check                 | checkPersona [null]
                    persona check coder           | checkPersona [coder]
                    persona evaluate coder        | evaluatePersona [coder, null, null]
                    persona evaluate coder --limit 9 --out a/b | evaluatePersona [coder, 9, a/b]
                    engine serve                  | serveEngine []
                    engine tune --model a         | tuneEngine [false]
                    engine tune --reset           | tuneEngine [true]
                    bench                         | bench [BenchOptions[conversations=4, turns=3, promptTokens=64, replyTokens=32, personas=1, rounds=3, seed=1, inTurn=false, against=null, againstModel=null, apiKeyFile=null, json=false, plot=null]]
                    bench --turns 6 --in-turn --against http://localhost:1/v1 --api-key-file k --json --plot p.png | bench [BenchOptions[conversations=4, turns=6, promptTokens=64, replyTokens=32, personas=1, rounds=3, seed=1, inTurn=true, against=http://localhost:1/v1, againstModel=null, apiKeyFile=k, json=true, plot=p.png]]
                    doctor                        | examine [false]
                    doctor --json                 | examine [true]
                    """)
    void handsOverToTheActions(String line, String action) {
        assertThat(run(line)).isZero();

        assertThat(asked).containsExactly(action);
        assertThat(text(out) + text(err)).isEmpty();
    }

    @Test
    void showsWhatCountsAndWhereItComesFrom() throws IOException {
        Files.writeString(home.resolve("parley.yaml"), "chat: {max-tokens: 300}\nengine: {parallel: 2}\n");
        environment.put("PARLEY_BOT_NAME", "Polly");

        assertThat(run("config show --max-tokens 9 --model a.gguf")).isZero();
        assertThat(text(out))
                .contains("# " + home.resolve("parley.yaml"))
                .containsPattern("name: Polly +# PARLEY_BOT_NAME")
                .containsPattern("parallel: 2 +# parley.yaml:2")
                .containsPattern("max-tokens: 9 +# --max-tokens")
                .containsPattern("model: a.gguf +# --model");
    }

    @Test
    void printsTheSchemaAndTheExampleAlsoWhereTheConfigurationIsWrong() throws IOException {
        Files.writeString(home.resolve("parley.yaml"), "nonsense: 1\n");

        assertThat(run("config schema")).isZero();
        assertThat(text(out)).startsWith("{").contains("\"additionalProperties\" : false");
        out.reset();
        assertThat(run("config example")).isZero();
        assertThat(text(out)).startsWith("# yaml-language-server: $schema=");
        assertThat(run("config show")).isEqualTo(2);
    }

    @Test
    void asksTheOwnerToReloadWhateverTheOwnConfigurationIs() throws IOException {
        Files.writeString(home.resolve("parley.yaml"), "discord: {token: \"${NOT_SET_HERE}\"}\n");

        assertThat(run("reload")).isZero();
        assertThat(asked).singleElement().asString().startsWith("reload [");
    }

    @Test
    void saysInTheHelpWhatAReloadChanges() {
        assertThat(run("reload --help")).isZero();
        assertThat(text(out))
                .contains("Changes at once", "  limits\n", "Needs a restart", "  engine\n", "discord: token");
    }

    @Test
    void flagsBecomeSettings() {
        assertThat(run("ask --model a.gguf --max-tokens 9 --temperature 0 --seed 7 --persona coder hello"))
                .isZero();
        assertThat(run("engine serve --port 0 --model b")).isZero();

        var chat = starts.getFirst().settings().chat();
        assertThat(chat.maxTokens()).isEqualTo(9);
        assertThat(chat.temperature()).isZero();
        assertThat(chat.seed()).isEqualTo(7);
        assertThat(starts.getFirst().settings().engine().model()).isEqualTo("a.gguf");
        assertThat(asked.getFirst()).contains("persona=coder");
        assertThat(starts.getLast().settings().engine().port()).isZero();
        assertThat(starts.getLast().settings().engine().model()).isEqualTo("b");
    }

    @Test
    void readsTheHomesConfigurationUnlessAnotherIsNamed() throws IOException {
        Files.writeString(home.resolve("parley.yaml"), "bot: {name: Ada}");
        var other = Files.writeString(home.resolve("other.yaml"), "bot: {name: Grace}");

        run("doctor");
        run("doctor --config " + other);

        assertThat(starts).extracting(start -> start.settings().bot().name()).containsExactly("Ada", "Grace");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                     | a command is missing after 'parley'; there are: chat, ask, init, run, reload, model
                    model                  | a command is missing after 'parley model'; there are: list, pull, use, verify, path
                    modle list             | there is no command 'modle' here; did you mean model?
                    chat --modle x         | there is no option '--modle' here; did you mean --model?
                    chat hello             | there is no command 'hello' here
                    model pull             | NAME is missing
                    chat --model           | --model needs a value
                    chat --conversation=   | --conversation
                    ask --seed -1 x        | --seed: '-1' is not a whole number from 0 to 4294967294
                    ask --temperature NaN x| --temperature: 'NaN' is not a number from 0 to 2
                    persona evaluate a --limit 0 | --limit
                    bench --reply-tokens 1 | --reply-tokens: 2 to 100000
                    bench --conversations 1000 | --conversations: 1 to 256
                    bench --api-key-file f | --against URL
                    persona evaluate a --limit x | --limit
                    chat --config nowhere  | nowhere: there is no such file
                    """)
    void saysInOneSentenceWhatIsWrongWithTheCommandLine(String line, String words) {
        assertThat(run(line)).isEqualTo(ExitCode.USAGE.code());

        assertThat(text(err)).startsWith("parley: ").contains(words).hasLineCount(1);
        assertThat(text(out)).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void checksTheConfiguration() throws IOException {
        assertThat(run("config check")).isZero();
        assertThat(text(out)).contains("there is no " + home.resolve("parley.yaml"), "defaults");

        Files.writeString(home.resolve("parley.yaml"), "chat:\n  tempreature: 1\n  seed: x\n");
        assertThat(run("config check")).isEqualTo(ExitCode.USAGE.code());
        assertThat(text(err))
                .contains(
                        "2 mistakes",
                        home.resolve("parley.yaml")
                                + ":2: there is no setting chat.tempreature; did you mean chat.temperature?",
                        ":3: chat.seed: 'x' is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "chat",
                "ask",
                "model",
                "model list",
                "persona show",
                "engine serve",
                "doctor",
                "config check"
            })
    void everyCommandHasHelpAndVersion(String command) {
        assertThat(run(command + " --help")).isZero();
        assertThat(text(out)).startsWith("Usage: parley " + command).contains("--version");
        out.reset();
        assertThat(run(command + " --version")).isZero();
        assertThat(text(out))
                .startsWith("parley ")
                .contains("Java " + Runtime.version().feature());
        assertThat(text(err)).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void theHelpHoldsTheTableOfExitCodes() {
        run("--help");

        for (var code : ExitCode.values()) {
            assertThat(text(out))
                    .containsPattern(
                            "(?m)^ +" + code.code() + " +" + java.util.regex.Pattern.quote(code.meaning()) + "$");
        }
    }

    @Test
    void everyCommandSaysInALineWhatItDoes() {
        assertThat(HelpTexts.commands())
                .containsKeys("chat", "ask [QUESTION...]", "model pull NAME", "model verify [NAME]", "config check")
                .allSatisfy(
                        (_, description) -> assertThat(description).isNotBlank().hasSizeLessThan(90));
    }

    @Test
    void putsExpectedFailuresIntoOneSentence() {
        failure = new HomeLockedException("process 7 already runs Parley");

        assertThat(run("chat")).isEqualTo(ExitCode.OWNED.code());
        assertThat(text(err)).isEqualTo("parley: process 7 already runs Parley\n");
    }

    @Test
    void putsTheTraceOfUnexpectedFailuresIntoTheLogOnly() throws IOException {
        failure = new IllegalStateException("oops");

        assertThat(run("chat")).isEqualTo(ExitCode.UNEXPECTED.code());

        var log = home.resolve("state/parley.log");
        assertThat(text(err)).hasLineCount(1).contains("oops", log.toString());
        assertThat(log).content().contains("IllegalStateException: oops", "at dev.parley.bot.cli");
    }

    @Test
    void survivesErrorsToo() {
        failure = new OutOfMemoryError("heap");

        assertThat(run("chat")).isEqualTo(ExitCode.UNEXPECTED.code());
        assertThat(text(err)).hasLineCount(1).contains("heap");
    }

    @Test
    void logsToTheFileAtTheLevelThatIsAskedFor() throws IOException {
        environment.put("PARLEY_LOGGING_LEVEL", "warn");
        failure = new CommandFailure(ExitCode.MODEL, "no network");

        assertThat(run("chat")).isEqualTo(ExitCode.MODEL.code());
        assertThat(home.resolve("state/parley.log")).doesNotExist();

        environment.put("PARLEY_LOGGING_LEVEL", "info");
        assertThat(run("chat")).isEqualTo(ExitCode.MODEL.code());
        assertThat(home.resolve("state/parley.log")).content().contains("INFO", "ended with MODEL");
    }

    private int run(String line) {
        err.reset();
        var actions = (Actions) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Actions.class}, (_, method, arguments) -> {
                    if (failure != null) {
                        throw failure;
                    }
                    if (method.getReturnType() == Optional.class) {
                        return Optional.empty();
                    }
                    if (arguments[0] instanceof Start start) {
                        starts.add(start);
                    }
                    asked.add(method.getName() + " " + Arrays.asList(arguments).subList(1, arguments.length));
                    return ExitCode.OK;
                });
        var surroundings = new Surroundings(environment, home, stream(out), stream(err));
        return new Cli(surroundings, actions)
                .run(line.isBlank() ? new String[0] : line.strip().split(" +"));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
