package dev.parley.bot.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration has mistakes; all of them are in the message, one a line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<ConfigProblem> problems;

    /**
     * Says what is wrong.
     *
     * @param problems all mistakes that were found, at least one, in the order in which they are told
     */
    public ConfigException(List<ConfigProblem> problems) {
        super(
                problems.size() == 1
                        ? problems.getFirst().toString()
                        : problems.stream()
                                .map(problem -> "\n  " + problem)
                                .collect(Collectors.joining(
                                        "", problems.size() + " mistakes in the configuration:", "")));
        this.problems = List.copyOf(problems);
    }

    /** All mistakes that were found. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
