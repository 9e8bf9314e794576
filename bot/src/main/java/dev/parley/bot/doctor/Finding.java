package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;

/** One thing that was found. */
public sealed interface Finding {
    /** What was found, for a person: a sentence or less, without any secret. */
    String words();

    /** It is as it should be. */
    record Well(String words) implements Finding {}

    /**
     * It works, but not as well as it could.
     *
     * @param words what was found
     * @param fix what to type or to click
     */
    record Warning(String words, String fix) implements Finding {}

    /**
     * It does not work.
     *
     * @param words what was found
     * @param fix what to type or to click
     * @param exitCode what it breaks
     */
    record Wrong(String words, String fix, ExitCode exitCode) implements Finding {}

    /**
     * A failure of Parley's own, whose words say first what is wrong and then what to do.
     *
     * @param failure with a message for the person
     * @param otherwise what to do where the message does not say
     * @param exitCode what it breaks
     * @return its first sentence as what was found, the rest as the fix
     */
    static Wrong wrong(Throwable failure, String otherwise, ExitCode exitCode) {
        return wrong(String.valueOf(failure.getMessage()), otherwise, exitCode);
    }

    /** {@link #wrong(Throwable, String, ExitCode)} of the words themselves. */
    static Wrong wrong(String words, String otherwise, ExitCode exitCode) {
        // A full stop inside a name has no blank behind it.
        int end = words.indexOf(". ");
        return end < 0
                ? new Wrong(words, otherwise, exitCode)
                : new Wrong(
                        words.substring(0, end + 1), words.substring(end + 2).strip(), exitCode);
    }
}
