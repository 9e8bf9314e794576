package dev.parley.bot.operate;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of those who run Parley: where {@code deploy/check} unpacked them, or on the path. */
public final class Tools {
    private static final Path UNPACKED = Path.of("..", "deploy", "target", "tools");

    private Tools() {}

    /** The program, or the test is skipped, saying so. */
    public static Path find(String name) {
        return Stream.concat(
                        Stream.of(UNPACKED),
                        Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                        .orElse("")
                                        .split(File.pathSeparator))
                                .map(Path::of))
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toAbsolutePath)
                .orElseGet(() -> abort("there is no " + name + " here; deploy/check unpacks it"));
    }
}
