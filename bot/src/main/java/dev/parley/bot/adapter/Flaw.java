package dev.parley.bot.adapter;

import dev.parley.bot.words.Words;

/** Why an adapter cannot be used. */
public sealed interface Flaw {
    /**
     * Says it to a person.
     *
     * @param words the language
     * @return what is wrong and what to do, without a full stop
     */
    default String in(Words words) {
        return switch (this) {
            case Missing(String file) -> words.say("adapter.missing", file);
            case Unreadable(String file, String why) -> words.say("adapter.unreadable", file, why);
            case Changed(String file) -> words.say("adapter.changed", file);
            case TooLarge(String file, long megabytes) -> words.say("adapter.too-large", file, megabytes);
            case NotLoaded(String file) -> words.say("adapter.not-loaded", file);
            case NoPlace() -> words.say("adapter.no-place");
            case Refused(String why) -> why.strip().replaceFirst("\\.$", "");
        };
    }

    /**
     * There is no such file.
     *
     * @param file persona and file
     */
    record Missing(String file) implements Flaw {}

    /**
     * The file cannot be read.
     *
     * @param file persona and file
     * @param why what the system says
     */
    record Unreadable(String file, String why) implements Flaw {}

    /**
     * The file is not the one that persona.yaml names: damaged, or another one.
     *
     * @param file persona and file
     */
    record Changed(String file) implements Flaw {}

    /**
     * The file is larger than an adapter may be.
     *
     * @param file persona and file
     * @param megabytes what it may be
     */
    record TooLarge(String file, long megabytes) implements Flaw {}

    /**
     * The engine loads adapters at its start only, and has not loaded this one.
     *
     * @param file persona and file
     */
    record NotLoaded(String file) implements Flaw {}

    /** The engine knows nothing of adapters. */
    record NoPlace() implements Flaw {}

    /**
     * The engine refused it: no adapter at all, made for another model, too large.
     *
     * @param why in the engine's words, which are English
     */
    record Refused(String why) implements Flaw {}
}
