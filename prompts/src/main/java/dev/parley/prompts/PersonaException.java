package dev.parley.prompts;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Persona folders that cannot be used as they are: every mistake in them, at once. */
public final class PersonaException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One mistake.
     *
     * @param file where it is; a folder where the folder itself is wrong
     * @param line counted from 1, or 0 where no line can be named
     * @param message what is wrong and what to do, one sentence
     */
    public record Problem(Path file, int line, String message) {
        /** The mistake as compilers write it: {@code file:line: message}. */
        @Override
        public String toString() {
            return (line == 0 ? "%1$s: %3$s" : "%1$s:%2$d: %3$s").formatted(file, line, message);
        }
    }

    private PersonaException(List<Problem> sorted) {
        super(sorted.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = sorted;
    }

    /** Makes an exception of at least one problem; those of one line stay in their order. */
    static PersonaException of(List<Problem> problems) {
        return new PersonaException(problems.stream()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .toList());
    }

    /**
     * All mistakes.
     *
     * @return sorted by file and line, never empty
     */
    public List<Problem> problems() {
        return problems;
    }
}
