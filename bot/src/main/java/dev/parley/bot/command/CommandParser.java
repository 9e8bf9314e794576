package dev.parley.bot.command;

import dev.parley.bot.command.Command.Extent;
import dev.parley.bot.command.ParseResult.Mistake;
import dev.parley.bot.command.ParseResult.Parsed;
import dev.parley.bot.words.NearMatch;
import dev.parley.bot.words.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parser of the one command grammar:
 *
 * <pre>
 * persona NAME | set NAME [here|channel|me|everyone] | show | list | reset [scope]
 * ask QUESTION | new | stop | regenerate | continue | history | why | forget last|hour|all | export | status | model | help
 * quit (terminal)
 * </pre>
 *
 * Case does not count: telephones begin a line with a capital. Any text gives a result, none an exception.
 */
public final class CommandParser {
    private final Surface surface;
    private final String prefix;
    private final Words words;

    /**
     * A parser for one place.
     *
     * @param surface which commands there are
     * @param prefix what commands begin with there ("/", "!", "/parley "); it is shown in answers, and not expected in
     *     the lines to parse
     * @param words the language of the answers
     */
    public CommandParser(Surface surface, String prefix, Words words) {
        this.surface = surface;
        this.prefix = prefix;
        this.words = words;
    }

    /**
     * Understands a line.
     *
     * @param line what was typed, without the prefix; may have several lines
     */
    public ParseResult parse(String line) {
        var stripped = line.strip();
        int end = firstBlank(stripped);
        var typed = stripped.substring(0, end);
        var rest = stripped.substring(end).strip();
        var word = find(typed);
        if (word.isEmpty()) {
            return unknown(typed);
        }
        return switch (word.get()) {
            case PERSONA -> persona(arguments(rest));
            case ASK -> rest.isEmpty() ? usage(CommandWord.ASK) : new Parsed(new Command.Ask(rest));
            case FORGET -> forget(arguments(rest));
            case NEW -> alone(CommandWord.NEW, rest, new Command.New());
            case STOP -> alone(CommandWord.STOP, rest, new Command.Stop());
            case REGENERATE -> alone(CommandWord.REGENERATE, rest, new Command.Regenerate());
            case CONTINUE -> alone(CommandWord.CONTINUE, rest, new Command.Continue());
            case HISTORY -> alone(CommandWord.HISTORY, rest, new Command.History());
            case WHY -> alone(CommandWord.WHY, rest, new Command.Why());
            case EXPORT -> alone(CommandWord.EXPORT, rest, new Command.Export());
            case STATUS -> alone(CommandWord.STATUS, rest, new Command.Status());
            case MODEL -> alone(CommandWord.MODEL, rest, new Command.Model());
            case HELP -> alone(CommandWord.HELP, rest, new Command.Help());
            case QUIT -> alone(CommandWord.QUIT, rest, new Command.Quit());
        };
    }

    private ParseResult persona(List<String> arguments) {
        var first = arguments.isEmpty() ? "show" : arguments.getFirst();
        var after = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        return switch (first) {
            case "show" -> after.isEmpty() ? new Parsed(new Command.ShowPersona()) : usage(CommandWord.PERSONA);
            case "list" -> after.isEmpty() ? new Parsed(new Command.ListPersonas()) : usage(CommandWord.PERSONA);
            case "reset" -> after.size() > 1 ? usage(CommandWord.PERSONA) : scoped(after, Command.ResetPersona::new);
            case "set" ->
                after.isEmpty() || after.size() > 2
                        ? usage(CommandWord.PERSONA)
                        : scoped(
                                after.subList(1, after.size()),
                                scope -> new Command.SetPersona(after.getFirst(), scope));
            default -> after.isEmpty() ? new Parsed(new Command.SetPersona(first, null)) : notAName(first, arguments);
        };
    }

    /** Several words that begin with no known one: a name with a scope but without "set", or a misspelt word. */
    private ParseResult notAName(String first, List<String> arguments) {
        if (arguments.size() == 2 && Scope.words().contains(arguments.get(1))) {
            var meant = NearMatch.of(first, List.of("reset")).orElse("set " + first);
            return new Mistake(words.say(
                    "command.did-you-mean",
                    quote(String.join(" ", arguments)),
                    prefix + "persona " + meant + " " + arguments.get(1)));
        }
        return NearMatch.of(first, List.of("set", "show", "list", "reset"))
                .<ParseResult>map(near ->
                        new Mistake(words.say("command.did-you-mean", quote(first), prefix + "persona " + near)))
                .orElseGet(() -> usage(CommandWord.PERSONA));
    }

    private interface WithScope {
        Command make(@Nullable Scope scope);
    }

    private ParseResult scoped(List<String> scopes, WithScope command) {
        if (scopes.isEmpty()) {
            return new Parsed(command.make(null));
        }
        var typed = scopes.getFirst();
        return Arrays.stream(Scope.values())
                .filter(scope -> scope.word().equals(typed))
                .findFirst()
                .<ParseResult>map(scope -> new Parsed(command.make(scope)))
                .orElseGet(
                        () -> new Mistake(words.say("command.scope", quote(typed), String.join(", ", Scope.words()))));
    }

    private ParseResult forget(List<String> arguments) {
        if (arguments.size() != 1) {
            return usage(CommandWord.FORGET);
        }
        return Arrays.stream(Extent.values())
                .filter(extent -> extent.word().equals(arguments.getFirst()))
                .findFirst()
                .<ParseResult>map(extent -> new Parsed(new Command.Forget(extent)))
                .orElseGet(() -> usage(CommandWord.FORGET));
    }

    private ParseResult alone(CommandWord word, String rest, Command command) {
        return rest.isEmpty()
                ? new Parsed(command)
                : new Mistake(words.say("command.alone", word.usage(prefix), quote(rest)));
    }

    private ParseResult usage(CommandWord word) {
        return new Mistake(words.say("command.usage", word.usage(prefix)));
    }

    private ParseResult unknown(String typed) {
        if (typed.isEmpty()) {
            return new Mistake(words.say("command.empty", prefix));
        }
        var known = surface.commands().stream().map(CommandWord::word).toList();
        return new Mistake(NearMatch.of(typed, known)
                .map(near -> words.say("command.did-you-mean", quote(typed), prefix + near))
                .orElseGet(() -> words.say("command.unknown", quote(typed), prefix)));
    }

    private Optional<CommandWord> find(String typed) {
        var lower = typed.toLowerCase(Locale.ROOT);
        return surface.commands().stream()
                .filter(word -> word.word().equals(lower))
                .findFirst();
    }

    private static List<String> arguments(String rest) {
        return rest.isEmpty()
                ? List.of()
                : Arrays.stream(rest.split("\\s+"))
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static int firstBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return text.length();
    }

    /** What was typed, short and on one line, fit for an answer. */
    private static String quote(String typed) {
        var line = typed.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ");
        return line.codePointCount(0, line.length()) <= 40
                ? line
                : line.substring(0, line.offsetByCodePoints(0, 40)) + "…";
    }
}
