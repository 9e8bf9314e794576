package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What somebody had said before a question, and that went into it.
 *
 * @param author who said it
 * @param externalId the platform's id of the message; null where there is none
 * @param text as written, or the part of it that was taken
 */
public record Quotation(Author author, @Nullable String externalId, String text) {
    /** Refuses null. */
    public Quotation {
        requireNonNull(author, "author");
        requireNonNull(text, "text");
    }
}
