package dev.parley.bot.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley ask}. */
@Command(name = "ask", description = "print the reply to one question; a pipe's text goes with it")
final class AskCommand extends StartedCommand {
    @Parameters(
            paramLabel = "QUESTION",
            arity = "0..*",
            description = "the question; without it, standard input is the question")
    private List<String> question = List.of();

    @Option(names = "--json", description = "print one JSON object at the end instead of the text")
    private boolean json;

    @Mixin
    private SessionOptions options = new SessionOptions();

    @Override
    Map<String, String> flags() {
        return options.flags();
    }

    @Override
    ExitCode run(Start start, Actions actions) throws Exception {
        return actions.ask(start, options.session(), String.join(" ", question), json);
    }
}
