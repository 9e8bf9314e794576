package dev.parley.bot.command;

import dev.parley.bot.command.Command.Extent;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What may come next in a command that is being typed: for the Tab key and for autocomplete. */
public final class CommandCompletion {
    private final Surface surface;

    /** Completion for one place. */
    public CommandCompletion(Surface surface) {
        this.surface = surface;
    }

    /**
     * The words that may stand where the line ends.
     *
     * @param line what was typed so far, without the prefix; a blank at its end begins the next word
     * @param personas the ids of the personas that there are
     * @return whole words that begin with the last word typed, in the order in which help shows them
     */
    public List<String> candidates(String line, Collection<String> personas) {
        var typed = line.stripLeading().toLowerCase(Locale.ROOT).split("\\s+", -1);
        var last = typed[typed.length - 1];
        var before = List.of(typed).subList(0, typed.length - 1);
        return after(before, personas)
                .filter(word -> word.toLowerCase(Locale.ROOT).startsWith(last))
                .distinct()
                .toList();
    }

    private Stream<String> after(List<String> words, Collection<String> personas) {
        if (words.isEmpty()) {
            return surface.commands().stream().map(CommandWord::word);
        }
        return switch (String.join(" ", words.subList(0, Math.min(2, words.size())))) {
            case "persona" -> Stream.concat(personas.stream(), Stream.of("set", "show", "list", "reset"));
            case "persona set" ->
                switch (words.size()) {
                    case 2 -> personas.stream();
                    case 3 -> Scope.words().stream();
                    default -> Stream.of();
                };
            case "persona reset" -> words.size() == 2 ? Scope.words().stream() : Stream.of();
            case "forget" -> Extent.words().stream();
            default -> Stream.of();
        };
    }
}
