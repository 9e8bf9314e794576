package dev.parley.bot.cli;

import dev.parley.bot.config.Home;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the commands set in motion. {@link dev.parley.bot.Main} hands in the real thing; tests of the command line one
 * that notes what it was asked. A failure whose message is meant for the person is thrown as one of the types that
 * {@link ExitCode} knows.
 */
public interface Actions {
    /** {@code chat}: the conversation in the terminal. */
    ExitCode chat(Start start, Session session) throws Exception;

    /**
     * {@code ask}: one question, its reply on standard output.
     *
     * @param question the words of the command line; empty: all of it stands on standard input
     * @param json one object at the end instead of the text
     */
    ExitCode ask(Start start, Session session, String question, boolean json) throws Exception;

    /** {@code init}: a few questions, and the first {@code parley.yaml}. */
    ExitCode init(Start start) throws Exception;

    /** {@code run}: the bot on the platforms, until it is stopped. */
    ExitCode run(Start start) throws Exception;

    /**
     * {@code reload}: the owner of the home reads its configuration again.
     *
     * @param home whose owner
     * @param out where it is said what changed
     */
    ExitCode reload(Home home, PrintStream out) throws Exception;

    /** {@code model list}. */
    ExitCode listModels(Start start) throws Exception;

    /** {@code model pull}: fetches a model of the catalogue, or a URL. */
    ExitCode pullModel(Start start, String model) throws Exception;

    /** {@code model use}: fetches it if need be, and takes it from now on. */
    ExitCode useModel(Start start, String model) throws Exception;

    /**
     * {@code model verify}: the full checksum.
     *
     * @param model null: the one in use
     */
    ExitCode verifyModel(Start start, @Nullable String model) throws Exception;

    /**
     * {@code model path}: the file's path on standard output.
     *
     * @param model null: the one in use
     */
    ExitCode printModelPath(Start start, @Nullable String model) throws Exception;

    /** {@code persona list}. */
    ExitCode listPersonas(Start start) throws Exception;

    /** {@code persona show}. */
    ExitCode showPersona(Start start, String persona) throws Exception;

    /** {@code persona new}: a folder to begin with. */
    ExitCode newPersona(Start start, String persona) throws Exception;

    /**
     * {@code persona check}: every mistake in its files.
     *
     * @param persona null: all of them
     */
    ExitCode checkPersona(Start start, @Nullable String persona) throws Exception;

    /**
     * {@code persona train}: an adapter from its examples.
     *
     * @param data examples in place of its own; null: its own
     * @param epochs how often they are read; null: as often as is good
     */
    ExitCode trainPersona(Start start, String persona, @Nullable Path data, @Nullable Integer epochs) throws Exception;

    /**
     * {@code persona evaluate}: what its adapter is worth.
     *
     * @param limit at most so many of the held-out examples; null: all
     * @param out the folder for the report; null: the persona's own
     */
    ExitCode evaluatePersona(Start start, String persona, @Nullable Integer limit, @Nullable Path out) throws Exception;

    /** {@code engine serve}: the engine's server alone, until Ctrl-C. */
    ExitCode serveEngine(Start start) throws Exception;

    /**
     * {@code engine tune}: what this machine is fastest with.
     *
     * @param reset forget what was found instead
     */
    ExitCode tuneEngine(Start start, boolean reset) throws Exception;

    /**
     * What a configuration without mistakes may still name that is not there, such as a persona; part of
     * {@code config check}.
     *
     * @throws dev.parley.bot.cli.CommandFailure naming all of it
     */
    void checkNames(Start start) throws Exception;

    /** The model that {@code model use} chose; empty where none was, or the configuration names one. */
    Optional<String> chosenModel(Start start);

    /** What {@code engine tune} found on this machine, a line for each model; part of {@code config check}. */
    ExitCode showTuned(Start start) throws Exception;

    /** {@code bench}: how fast conversations are answered here. */
    ExitCode bench(Start start, BenchOptions options) throws Exception;

    /**
     * {@code doctor}: what is well here and what is not, each with its fix.
     *
     * @param json one object instead of the text
     */
    ExitCode examine(Start start, boolean json) throws Exception;

    /** {@code db}: the database as a whole, here or in the process that has it open. */
    ExitCode tendDatabase(Start start, DatabaseJob job) throws Exception;
}
