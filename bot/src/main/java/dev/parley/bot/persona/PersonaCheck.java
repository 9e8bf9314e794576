package dev.parley.bot.persona;

import dev.parley.bot.adapter.AdapterFiles;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.words.Words;
import dev.parley.prompts.Persona;
import dev.parley.prompts.PersonaException.Problem;
import dev.parley.prompts.PersonaLibrary;
import dev.parley.prompts.examples.Example;
import dev.parley.prompts.examples.Examples;
import dev.parley.prompts.examples.Judge;
import dev.parley.prompts.examples.PythonSandbox;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code parley persona check}: every mistake in the files of personas, all at once. */
public final class PersonaCheck {
    private final List<Path> folders;
    private final String botName;
    private final Function<String, Optional<Path>> models;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * What is needed for a check.
     *
     * @param folders in which personas are
     * @param botName stands for {@code {{bot_name}}} in their prompts
     * @param models finds the file of a base model by its name, where it has been fetched
     * @param environment where Python is looked for, which runs the tests of code
     * @param out hears what is well
     * @param err hears what is not
     */
    public PersonaCheck(
            List<Path> folders,
            String botName,
            Function<String, Optional<Path>> models,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        this.folders = List.copyOf(folders);
        this.botName = botName;
        this.models = models;
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.err = err;
    }

    /**
     * Looks at one persona or at all, and says what it finds.
     *
     * @param id which one; null: all
     * @return {@link ExitCode#OK} where nothing is wrong, otherwise {@link ExitCode#USAGE}
     * @throws CommandFailure if there is no such persona
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public ExitCode check(@Nullable String id) throws InterruptedException {
        PersonaLibrary.Look look = PersonaLibrary.look(folders, botName);
        List<Path> wanted = look.folders().stream()
                .filter(folder -> id == null || folder.getFileName().toString().equals(id))
                .toList();
        if (wanted.isEmpty() && id != null) {
            throw new CommandFailure(ExitCode.USAGE, "There is no folder of a persona '" + id + "'.");
        }
        List<Problem> problems = new ArrayList<>();
        if (id == null) {
            look.problems().stream()
                    .filter(problem -> wanted.stream().noneMatch(problem.file()::startsWith))
                    .forEach(problems::add);
        }
        for (Path folder : wanted) {
            problems.addAll(check(folder, look));
        }
        problems.forEach(err::println);
        if (problems.isEmpty()) {
            return ExitCode.OK;
        }
        err.println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
        return ExitCode.USAGE;
    }

    private List<Problem> check(Path folder, PersonaLibrary.Look look) throws InterruptedException {
        List<Problem> problems = new ArrayList<>(look.problems().stream()
                .filter(problem -> problem.file().startsWith(folder))
                .toList());
        Examples examples = Examples.read(folder);
        PythonSandbox sandbox =
                hasTests(examples) ? PythonSandbox.find(environment) : PythonSandbox.impossible("nothing is to be run");
        if (hasTests(examples)) {
            err.println(
                    sandbox.impossible().isEmpty()
                            ? "Running the code of " + folder.getFileName() + "'s examples, some seconds ..."
                            : sandbox.impossible() + " The tests are left out.");
        }
        problems.addAll(examples.problems(new Judge(sandbox)));
        Optional<Persona> persona = problems.isEmpty() ? usable(folder, look) : Optional.empty();
        persona.ifPresent(each -> problems.addAll(adapters(each, folder)));
        if (problems.isEmpty()) {
            out.println(String.format(
                    Locale.ROOT, "%-12s ok: %s", folder.getFileName(), summary(persona.orElseThrow(), examples)));
        }
        return problems;
    }

    private Optional<Persona> usable(Path folder, PersonaLibrary.Look look) {
        return look.usable().find(folder.getFileName().toString());
    }

    private List<Problem> adapters(Persona persona, Path folder) {
        Path yaml = folder.resolve("persona.yaml");
        List<Problem> problems = new ArrayList<>();
        AdapterFiles files = new AdapterFiles();
        persona.adapters().forEach((model, adapter) -> {
            files.flaw(adapter, models.apply(model))
                    .ifPresent(
                            flaw -> problems.add(new Problem(yaml, 0, model + ": " + flaw.in(Words.english()) + ".")));
        });
        return problems;
    }

    private static String summary(Persona persona, Examples examples) {
        int train = examples.train().size();
        int heldOut = examples.heldOut().size();
        String taught = train + heldOut == 0
                ? "no examples"
                : String.format(
                        Locale.ROOT,
                        "%,d examples to learn from and %,d held out, some %,d tokens",
                        train,
                        heldOut,
                        examples.roughTokens());
        String adapters = persona.adapters().isEmpty()
                ? "no adapter"
                : "adapter for "
                        + String.join(
                                ", ",
                                persona.adapters().keySet().stream().sorted().toList());
        return taught + "; " + adapters;
    }

    private static boolean hasTests(Examples examples) {
        return Stream.concat(examples.train().stream(), examples.heldOut().stream())
                .map(Example::check)
                .anyMatch(check -> check.test() != null);
    }
}
