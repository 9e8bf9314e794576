package dev.parley.bot.words;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * The words for everybody: what all see is in the team's own language, what one person sees in theirs.
 *
 * @param shared the language of what all see
 */
public record Languages(Language shared) {
    /** Refuses null. */
    public Languages {
        requireNonNull(shared, "shared");
    }

    /** The words that all see. */
    public Words words() {
        return shared.words();
    }

    /**
     * The words for one person.
     *
     * @param reader the person's language
     * @return in that language, else in the shared one
     */
    public Words of(Locale reader) {
        return Language.of(reader).orElse(shared).words();
    }
}
