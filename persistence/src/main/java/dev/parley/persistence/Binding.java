package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

/**
 * A persona, and what it is bound to.
 *
 * @param subject what it is bound to
 * @param persona the persona's id; whether there is such a persona is not known here
 */
public record Binding(BindingSubject subject, String persona) {
    /** Refuses null. */
    public Binding {
        requireNonNull(subject, "subject");
        requireNonNull(persona, "persona");
    }
}
