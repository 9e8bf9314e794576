package dev.parley.bot.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.bot.Main;
import dev.parley.bot.platform.discord.fake.FakeDiscord;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.engine.fixture.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How Parley is started: on a home, with an environment that has nothing of this machine's but the path, and a model so
 * small that a start takes a second or two.
 *
 * @param home {@code PARLEY_HOME}
 * @param environment what is set besides
 * @param prefix what stands before {@code java}, such as a change of user
 */
record Program(Path home, Map<String, String> environment, List<String> prefix) {
    /** Long enough to be killed in the middle of a reply. */
    private static final int LONG_CONTEXT = 16_384;

    static Program on(Path folder) {
        return new Program(folder.resolve("home"), Map.of(), List.of());
    }

    Program with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Program(home, Map.copyOf(more), prefix);
    }

    /** The same, on a Discord. */
    Program with(FakeDiscord discord) {
        return with("DISCORD_TOKEN", discord.token())
                .with("DISCORD_API_URL", discord.apiUrl())
                .with("DISCORD_GATEWAY_URL", discord.gatewayUrl());
    }

    /** The same, on a Slack. */
    Program with(FakeSlack slack) {
        return with("SLACK_BOT_TOKEN", slack.botToken())
                .with("SLACK_APP_TOKEN", slack.appToken())
                .with("SLACK_API_URL", slack.apiUrl());
    }

    Program after(String... words) {
        return new Program(home, environment, List.of(words));
    }

    /** The tiny model, written once. */
    Path tiny() {
        return model("tiny.gguf", TinyModel.standard());
    }

    /** One whose replies end at {@code --max-tokens} only. */
    Path endless() {
        return model("endless.gguf", withoutEnd());
    }

    /** The same program with {@link #endless()} and room for long replies. */
    Program talkative() {
        return with("PARLEY_ENGINE_MODEL", endless().toString())
                .with("PARLEY_ENGINE_CONTEXT", String.valueOf(LONG_CONTEXT))
                // Of some seeds the random model writes thousands of tokens that have no text.
                .with("PARLEY_CHAT_SEED", "7")
                // llama.cpp looks through all cells at each step: those of eight replies take longer than the model.
                .with("PARLEY_ENGINE_PARALLEL", "1")
                // Two that share so little work mostly spin until the other is done, each on a core of this machine.
                .with("PARLEY_ENGINE_THREADS", "1");
    }

    /** The same with a model that says the same at a tenth of the pace, for what has to be seen half done. */
    Program slow() {
        return with(
                "PARLEY_ENGINE_MODEL",
                model("slow.gguf", withoutEnd().withIdleLayers(28)).toString());
    }

    private static TinyModel withoutEnd() {
        return TinyModel.standard().withoutEnd().withContextLength(LONG_CONTEXT);
    }

    private Path model(String name, TinyModel model) {
        var file = home.resolveSibling(name);
        return Files.exists(file) ? file : model.writeTo(file);
    }

    /** Runs it to its end, with nothing on standard input. */
    Run.Ended run(String... arguments) {
        return pipe("", arguments);
    }

    /** Runs it to its end, with a text on standard input. */
    Run.Ended pipe(String input, String... arguments) {
        return pipe(input.getBytes(java.nio.charset.StandardCharsets.UTF_8), arguments);
    }

    Run.Ended pipe(byte[] input, String... arguments) {
        try (var run = start(arguments)) {
            run.type(input);
            run.endInput();
            return run.end();
        }
    }

    /** Starts it in pipes. */
    Run start(String... arguments) {
        return start(List.of(), arguments);
    }

    /** Starts it on a terminal; skips the test where there is no way to make one. */
    Run onTerminal(String... arguments) {
        var script = home.resolveSibling("terminal.py");
        try (var source = Program.class.getResourceAsStream("terminal.py")) {
            Files.write(script, source.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assumeTrue(hasPython(), "there is no python3 here, which makes the terminal");
        return with("TERM", "xterm-256color").start(List.of("python3", script.toString()), arguments);
    }

    private Run start(List<String> before, String... arguments) {
        var line = new ArrayList<>(before);
        line.addAll(prefix);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).directory(home.getParent().toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().put("PARLEY_HOME", home.toString());
        // Nothing is fetched, whatever goes wrong: no hub listens there, and pip asks no index.
        builder.environment().put("HF_ENDPOINT", "http://127.0.0.1:9");
        builder.environment().put("PIP_NO_INDEX", "1");
        // The tiny model says anything; here it says the same in every run.
        builder.environment().put("PARLEY_CHAT_SEED", "1");
        // Several run at the same time; a test of health says where it is.
        builder.environment().put("PARLEY_OPERATE_PORT", "0");
        builder.environment().putAll(environment);
        try {
            return new Run(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasPython() {
        try {
            return new ProcessBuilder("python3", "-c", "import pty").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
