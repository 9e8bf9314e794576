package dev.parley.bot.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** What the help texts say, for checking documents against them. */
public final class HelpTexts {
    private HelpTexts() {}

    /**
     * All commands that do something with their one-line description, in the order of the help: "model pull NAME" ->
     * "fetch a model and verify it".
     */
    public static Map<String, String> commands() {
        var commands = new LinkedHashMap<String, String>();
        collect(line(), "", commands);
        return commands;
    }

    /** The command line without anything behind it. */
    static CommandLine line() {
        var nothing = OutputStream.nullOutputStream();
        var actions = (Actions) Proxy.newProxyInstance(
                HelpTexts.class.getClassLoader(), new Class<?>[] {Actions.class}, (_, _, _) -> ExitCode.OK);
        return new Cli(
                        new Surroundings(
                                Map.of(),
                                Path.of("/"),
                                new PrintStream(nothing, false, StandardCharsets.UTF_8),
                                new PrintStream(nothing, false, StandardCharsets.UTF_8)),
                        actions)
                .line();
    }

    private static void collect(CommandLine line, String prefix, Map<String, String> commands) {
        line.getSubcommands().forEach((name, command) -> {
            var spec = command.getCommandSpec();
            if (!command.getSubcommands().isEmpty()) {
                collect(command, prefix + name + " ", commands);
                return;
            }
            var parameters = new StringBuilder(prefix + name);
            for (var parameter : spec.positionalParameters()) {
                var label = parameter.paramLabel() + (parameter.arity().isVariable() ? "..." : "");
                parameters.append(' ').append(parameter.required() ? label : "[" + label + "]");
            }
            commands.put(
                    parameters.toString(), String.join(" ", spec.usageMessage().description()));
        });
    }
}
