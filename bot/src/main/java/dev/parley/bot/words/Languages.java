package dev.parley.bot.words;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * The words for everybody: what all see is in the team's own language, what one person sees in theirs.
 *
 * @param shared the language of what all see, as it is now
 */
public record Languages(Supplier<Language> shared) {
    /** Refuses null. */
    public Languages {
        requireNonNull(shared, "shared");
    }

    /** With a language that stays. */
    public Languages(Language shared) {
        this(() -> shared);
    }

    /** The words that all see; they follow a change of the language. */
    public Words words() {
        return Words.following(shared);
    }

    /**
     * The words for one person.
     *
     * @param reader the person's language
     * @return in that language, else in the shared one
     */
    public Words of(Locale reader) {
        return Language.of(reader).orElseGet(shared).words();
    }
}
