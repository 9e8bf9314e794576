package dev.parley.bot;

import dev.parley.bot.cli.Cli;
import dev.parley.bot.cli.Surroundings;
import dev.parley.bot.operate.OperateServer;
import dev.parley.engine.client.EngineClient;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where Parley starts. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments as {@code parley --help} shows them
     */
    public static void main(String[] arguments) {
        OperateServer.limitConnections();
        EngineClient.limitIdleConnections();
        var surroundings = new Surroundings(
                System.getenv(), Path.of(System.getProperty("user.home")), utf8(System.out), utf8(System.err));
        System.exit(new Cli(surroundings, new Application()).run(arguments));
    }

    /** Replies are UTF-8 also into a pipe whose locale says nothing. */
    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
