package dev.parley.bot.persona;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.prompts.examples.PythonSandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packages that training needs, in a virtual environment of Python that is made once. */
final class PythonEnvironment {
    /** Names a virtual environment that has the packages already; it is taken as it is. */
    static final String FOLDER = "PARLEY_TRAINING_VENV";

    private static final int OLDEST_MINOR = 11;
    private static final List<String> NAMES =
            List.of("python3", "python3.14", "python3.13", "python3.12", "python3.11");
    private static final Pattern VERSION = Pattern.compile("3\\.(\\d{1,3})");
    private static final String LOCK = "requirements.lock";
    private static final String GET =
            "Install Python 3.11 or newer with its venv module (Debian and Ubuntu: apt install"
                    + " python3 python3-venv; macOS: brew install python) and try again.";

    private final Path recipe;
    private final Path cache;
    private final boolean given;
    private final Path folder;
    private final Map<String, String> environment;
    private final PrintStream err;
    private final Programs programs;

    PythonEnvironment(Path recipe, Path cache, Map<String, String> environment, PrintStream err) {
        this.recipe = recipe;
        this.environment = environment;
        this.err = err;
        this.programs = new Programs(environment);
        String named = environment.getOrDefault(FOLDER, "");
        this.given = !named.isEmpty();
        this.cache = cache.resolve("training");
        this.folder = given ? Path.of(named) : this.cache.resolve("venv");
    }

    /** Its Python, with all packages in the versions of the lock; one at a time makes it. */
    Path ready() throws InterruptedException {
        if (isReady()) {
            return python();
        }
        if (given) {
            throw new CommandFailure(
                    ExitCode.USAGE, FOLDER + " is " + folder + ", which is no virtual environment of Python.");
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel lock = FileChannel.open(
                            cache.resolve("venv.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = lock.lock()) {
                if (!isReady()) {
                    make();
                }
            }
            return python();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.STORAGE, "The packages for training cannot be put into " + folder + ": " + e.getMessage());
        }
    }

    private void make() throws InterruptedException, IOException {
        String found = interpreter();
        err.println("The packages for training come first, from the Python package index into " + folder + ".");
        err.println(sizes());
        delete(folder);
        if (programs.show(List.of(found, "-m", "venv", folder.toString())) != 0) {
            throw new CommandFailure(ExitCode.ENGINE, "Python could not make a virtual environment. " + GET);
        }
        int pip = programs.show(List.of(
                python().toString(),
                "-m",
                "pip",
                "--disable-pip-version-check",
                "install",
                "--no-input",
                "--require-hashes",
                "-r",
                recipe.resolve(LOCK).toString()));
        if (pip != 0) {
            throw new CommandFailure(
                    ExitCode.MODEL,
                    "pip could not install the packages; what it said stands above. Run the command again when that is"
                            + " mended: what was fetched is not fetched again.");
        }
        Files.copy(recipe.resolve(LOCK), stamp());
    }

    private boolean isReady() {
        try {
            return Files.isExecutable(python())
                    && (given || (Files.exists(stamp()) && Files.mismatch(stamp(), recipe.resolve(LOCK)) < 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path python() {
        return folder.resolve("bin/python");
    }

    private Path stamp() {
        return folder.resolve("installed.lock");
    }

    private static String sizes() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return os.contains("linux")
                ? "PyTorch brings CUDA's libraries along on Linux: some 3 GB to fetch, 5.5 GB on disk."
                : "Some 300 MB to fetch, 1 GB on disk.";
    }

    /** The first one on the path that is new enough. */
    private String interpreter() throws InterruptedException {
        List<String> tooOld = new ArrayList<>();
        for (String name : NAMES) {
            Optional<Path> program = PythonSandbox.program(name, environment);
            if (program.isPresent()) {
                var answer = new StringBuilder();
                int code = programs.run(
                                List.of(
                                        program.get().toString(),
                                        "-c",
                                        "import sys; print('%d.%d' % sys.version_info[:2]); import venv, ensurepip"),
                                Map.of(),
                                answer::append)
                        .code();
                var version = VERSION.matcher(answer);
                if (version.matches() && Integer.parseInt(version.group(1)) >= OLDEST_MINOR && code == 0) {
                    return program.get().toString();
                }
                tooOld.add(program.get()
                        + (version.matches() ? " is Python " + answer : " does not start")
                        + (code == 0 || !version.matches() ? "" : " without venv"));
            }
        }
        throw new CommandFailure(
                ExitCode.ENGINE,
                (tooOld.isEmpty() ? "There is no python3 on the PATH" : String.join(", ", tooOld)) + ". " + GET);
    }

    /** Deletes a folder with all that is in it, or nothing. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
