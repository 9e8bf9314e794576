package dev.parley.bot.cli;

import dev.parley.bot.log.Logs;
import dev.parley.bot.words.NearMatch;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: understands what was typed, runs it, and puts failures into one sentence and an exit code. */
public final class Cli {
    private final Surroundings surroundings;
    private final CommandLine line;

    /**
     * A command line.
     *
     * @param surroundings where it runs
     * @param actions what its commands set in motion
     */
    public Cli(Surroundings surroundings, Actions actions) {
        this.surroundings = surroundings;
        this.line = new CommandLine(new ParleyCommand(surroundings, actions));
        // "@file" is a question about a file, not a file of options.
        line.setExpandAtFiles(false);
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((failure, _) -> misused(failure));
        line.setExecutionExceptionHandler((failure, _, _) -> failed(failure));
        help(line);
        Objects.requireNonNull(line.getSubcommands().get("reload"))
                .getCommandSpec()
                .usageMessage()
                .footer(ReloadCommand.footer());
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.table());
    }

    /**
     * Runs a command.
     *
     * @param arguments what was typed after {@code parley}
     * @return what the process ends with
     */
    public int run(String... arguments) {
        try {
            return line.execute(arguments);
        } catch (Error failure) {
            // Out of memory, a class that is missing: picocli hands on exceptions only.
            return failed(failure);
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
            Logs.close();
        }
    }

    /** The commands as picocli knows them: what is generated from the help texts is made of these. */
    CommandLine line() {
        return line;
    }

    private static void help(CommandLine line) {
        var spec = line.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(Cli::version);
        spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
        line.getSubcommands().values().forEach(Cli::help);
    }

    private static String[] version() {
        var version = Optional.ofNullable(Cli.class.getPackage().getImplementationVersion());
        return new String[] {"parley %s (Java %s)".formatted(version.orElse("(not packaged)"), Runtime.version())};
    }

    private int misused(ParameterException failure) {
        var spec = failure.getCommandLine().getCommandSpec();
        tell("%s ('%s --help' shows what there is)".formatted(words(failure, spec), spec.qualifiedName()));
        return ExitCode.USAGE.code();
    }

    private static String words(ParameterException failure, CommandSpec spec) {
        return switch (failure) {
            case UnmatchedArgumentException unmatched -> {
                var typed = unmatched.getUnmatched().getFirst();
                var known = new ArrayList<>(spec.optionsMap().keySet());
                known.addAll(spec.subcommands().keySet());
                var what = typed.startsWith("-") ? "option" : "command";
                yield "there is no %s '%s' here%s"
                        .formatted(
                                what,
                                typed,
                                NearMatch.of(typed, known)
                                        .map("; did you mean %s?"::formatted)
                                        .orElse(""));
            }
            case MissingParameterException missing ->
                missing.getMissing().stream().map(Cli::lacking).findFirst().orElse("something is missing");
            default -> String.valueOf(failure.getMessage());
        };
    }

    private static String lacking(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + " needs a value"
                : argument.paramLabel() + " is missing";
    }

    private int failed(Throwable failure) {
        if (failure instanceof InterruptedException) {
            return ExitCode.INTERRUPTED.code();
        }
        var known = ExitCode.of(failure);
        var log = LoggerFactory.getLogger(Cli.class);
        if (known.isPresent()) {
            log.info("ended with {}", known.get(), failure);
            tell(String.valueOf(failure.getMessage()));
            return known.get().code();
        }
        log.error("unexpected failure", failure);
        tell("something unexpected happened: %s; the details are in %s"
                .formatted(failure, surroundings.home().logFile()));
        return ExitCode.UNEXPECTED.code();
    }

    private void tell(String words) {
        surroundings.err().println("parley: " + words);
    }
}
