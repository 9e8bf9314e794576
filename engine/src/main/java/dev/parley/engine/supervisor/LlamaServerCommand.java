package dev.parley.engine.supervisor;

import dev.parley.engine.client.ControlTokens;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a {@code llama-server} of the user's own is started. What it has to be told (model, address, context, replies at
 * once, adapters) is added to the user's own arguments and stands behind them, where the last one counts.
 *
 * @param command the program, by its path or by a name that {@code PATH} finds, and the user's own arguments
 * @param model the GGUF file
 * @param modelName what the model is called
 * @param adapters LoRA files that are loaded and not applied: requests say which one speaks
 * @param contextTokens that one conversation may hold
 * @param parallel replies at once; the server divides its context by it
 * @param cacheMegabytes memory for conversations at rest
 * @param controlTokens what of the model's vocabulary is broken in people's text
 * @param directory where it runs, and where its process id is kept so that it is found when Parley was killed
 */
public record LlamaServerCommand(
        List<String> command,
        Path model,
        String modelName,
        List<Path> adapters,
        int contextTokens,
        int parallel,
        long cacheMegabytes,
        ControlTokens controlTokens,
        Path directory) {

    /**
     * Starts the server beside a watcher that reads the pipe which this process holds. When the pipe closes, because
     * the child shall leave or because this process was killed, the watcher ends the server: first asking, a second later
     * by force. The shell itself waits, says which process the server is, and passes on how it ended. Background
     * commands of a shell read from /dev/null, hence the third descriptor. A terminal's Ctrl-C reaches none of them.
     */
    private static final String WATCHED = """
            trap '' INT
            exec 3<&0
            "$@" </dev/null 3<&- &
            server=$!
            { read -r _ <&3; kill -TERM $server; sleep 1; kill -KILL $server; } >/dev/null 2>&1 &
            watcher=$!
            exec 3<&-
            echo "PARLEY-CHILD $server"
            wait $server
            code=$?
            kill -KILL $watcher 2>/dev/null
            exit $code
            """;

    /** Makes paths absolute, because the server runs in another folder, and copies the lists. */
    public LlamaServerCommand {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("engine.command names no program.");
        }
        command = List.copyOf(command);
        model = model.toAbsolutePath();
        adapters = adapters.stream().map(Path::toAbsolutePath).toList();
        directory = directory.toAbsolutePath();
    }

    /**
     * What is wrong with a program; the shell that starts it would only say 126 or 127.
     *
     * @param program its path, or a name that {@code PATH} finds
     * @return a sentence with the way out; empty where it can be started
     */
    public static Optional<String> problem(String program) {
        if (!program.contains(File.separator)) {
            boolean found = Arrays.stream(
                            System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                    .filter(folder -> !folder.isEmpty())
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            return found
                    ? Optional.empty()
                    : Optional.of(
                            "engine.command: there is no program '" + program + "' on the PATH. Write its whole path.");
        }
        var file = Path.of(program);
        if (!Files.isRegularFile(file)) {
            return Optional.of("engine.command: there is no file " + program + ".");
        }
        return Files.isExecutable(file)
                ? Optional.empty()
                : Optional.of("engine.command: " + program + " cannot be executed. Try: chmod +x " + program);
    }

    /** The command line, without any secret: the key goes by the environment. */
    List<String> line(int port) {
        var line = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, "sh"));
        line.addAll(command);
        line.addAll(List.of(
                "--model",
                model.toString(),
                "--alias",
                modelName,
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--ctx-size",
                String.valueOf(Math.multiplyExact(contextTokens, parallel)),
                "--parallel",
                String.valueOf(parallel)));
        adapters.forEach(adapter -> line.addAll(List.of("--lora", adapter.toString())));
        if (!adapters.isEmpty()) {
            line.add("--lora-init-without-apply");
        }
        return line;
    }

    /**
     * What it is told by its environment: the key, because every process sees a command line, and wishes that a server
     * older than them would take for a mistake there.
     */
    Map<String, String> environment(String token) {
        return Map.of(
                "LLAMA_API_KEY",
                token,
                "LLAMA_ARG_CACHE_RAM",
                String.valueOf(cacheMegabytes),
                "LLAMA_ARG_NO_UI",
                "1",
                "LLAMA_ARG_NO_WEBUI",
                "1");
    }

    /** The process id in a line that the watching shell says; negative for any other line. */
    static long pid(String line) {
        var words = line.split(" ", -1);
        return words.length == 2 && words[0].equals("PARLEY-CHILD") && words[1].matches("\\d{1,18}")
                ? Long.parseLong(words[1])
                : -1;
    }

    /** What it runs, for a person. */
    String summary(String version) {
        return String.format(
                Locale.ROOT,
                "llama-server%s, %s, %d tokens a conversation, %d at once",
                version.isEmpty() ? "" : " " + version,
                modelName,
                contextTokens,
                parallel);
    }
}
