package dev.parley.bot.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code parley bench}. */
@Command(
        name = "bench",
        description = "measure how fast conversations are answered here, beside another server's if you like",
        footer = {
            "",
            "The bearer token of the other server: --api-key-file, or PARLEY_BENCH_API_KEY.",
            "The messages are made up; none of your conversations is read or sent."
        })
final class BenchCommand extends StartedCommand {
    @Option(
            names = "--conversations",
            paramLabel = "N",
            defaultValue = "4",
            description = "so many people; default: ${DEFAULT-VALUE}")
    private int conversations;

    @Option(
            names = "--turns",
            paramLabel = "T",
            defaultValue = "3",
            description = "messages of each; default: ${DEFAULT-VALUE}")
    private int turns;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "P",
            defaultValue = "64",
            description = "tokens of a message, about; default: ${DEFAULT-VALUE}")
    private int promptTokens;

    @Option(
            names = "--reply-tokens",
            paramLabel = "R",
            defaultValue = "32",
            description = "tokens of a reply; default: ${DEFAULT-VALUE}")
    private int replyTokens;

    @Option(
            names = "--personas",
            paramLabel = "K",
            defaultValue = "1",
            description = "different system prompts, all without adapters; default: ${DEFAULT-VALUE}")
    private int personas;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "all of it so often, each time other messages; default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of the messages; default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--in-turn", description = "one message on its way at a time, instead of everybody's at once")
    private boolean inTurn;

    @Mixin
    private final ModelOption model = new ModelOption();

    @Option(
            names = "--against",
            paramLabel = "URL",
            description = "any OpenAI-compatible server: the same through it, by turns")
    private @Nullable String against;

    @Option(
            names = "--against-model",
            paramLabel = "NAME",
            description = "what the other server calls the model; needed where it has several")
    private @Nullable String againstModel;

    @Option(names = "--api-key-file", paramLabel = "FILE", description = "its bearer token, on the first line")
    private @Nullable Path apiKeyFile;

    @Option(names = "--json", description = "print one JSON object instead of the table")
    private boolean json;

    @Option(names = "--plot", paramLabel = "FILE", description = "draw the time to the first token, by turn, as a PNG")
    private @Nullable Path plot;

    @Override
    Map<String, String> flags() {
        return model.flags();
    }

    @Override
    ExitCode run(Start start, Actions actions) throws Exception {
        within("--conversations", conversations, 1, 256);
        within("--turns", turns, 1, 200);
        within("--prompt-tokens", promptTokens, 4, 100_000);
        within("--reply-tokens", replyTokens, 2, 100_000);
        within("--personas", personas, 1, 256);
        within("--rounds", rounds, 1, 100);
        if (against == null && (againstModel != null || apiKeyFile != null)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--against-model and --api-key-file are for the server that --against URL names");
        }
        return actions.bench(
                start,
                new BenchOptions(
                        conversations,
                        turns,
                        promptTokens,
                        replyTokens,
                        personas,
                        rounds,
                        seed,
                        inTurn,
                        against,
                        againstModel,
                        apiKeyFile,
                        json,
                        plot));
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandFailure(ExitCode.USAGE, option + ": " + least + " to " + most);
        }
    }
}
