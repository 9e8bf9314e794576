package dev.parley.bot.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody asked Parley to do in a conversation, as {@link CommandParser} understood it. */
public sealed interface Command {
    /**
     * {@code persona NAME} and {@code persona set NAME [scope]}.
     *
     * @param persona the id as typed, in lower case; whether there is such a persona is not known here
     * @param scope null where none was said: the place decides
     */
    record SetPersona(String persona, @Nullable Scope scope) implements Command {}

    /** {@code persona show}, and {@code persona} alone: which persona applies, and why. */
    record ShowPersona() implements Command {}

    /** {@code persona list}. */
    record ListPersonas() implements Command {}

    /**
     * {@code persona reset [scope]}.
     *
     * @param scope null where none was said: the place decides
     */
    record ResetPersona(@Nullable Scope scope) implements Command {}

    /**
     * {@code ask QUESTION}.
     *
     * @param question what was typed after the word, line breaks included, not blank
     */
    record Ask(String question) implements Command {}

    /** {@code new}: a fresh conversation from here on. */
    record New() implements Command {}

    /** {@code stop}: end the reply that runs. */
    record Stop() implements Command {}

    /** {@code regenerate}: another reply to the last message. */
    record Regenerate() implements Command {}

    /** {@code continue}: go on with a reply that ended at its length. */
    record Continue() implements Command {}

    /** {@code history}: what was said in this conversation. */
    record History() implements Command {}

    /**
     * {@code forget last|hour|all}.
     *
     * @param extent how much
     */
    record Forget(Extent extent) implements Command {}

    /** {@code why}: who gave the last reply, out of what, and how sure the model was. */
    record Why() implements Command {}

    /** {@code export}: everything stored about the person, as a file. */
    record Export() implements Command {}

    /** {@code status}: what runs, what waits. */
    record Status() implements Command {}

    /** {@code model}: which model answers, with what context, on what. */
    record Model() implements Command {}

    /** {@code help}. */
    record Help() implements Command {}

    /** {@code quit}: leave the terminal. */
    record Quit() implements Command {}

    /** How much is forgotten. */
    enum Extent {
        /** The person's last message and its answer. */
        LAST,
        /** The last hour. */
        HOUR,
        /** Everything. */
        ALL;

        /** As it is typed: "last". */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Extent::word).toList();
        }
    }
}
