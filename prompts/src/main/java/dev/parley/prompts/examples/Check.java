package dev.parley.prompts.examples;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reply must hold. Everything may be missing; what is there chooses the rules by which a reply is judged.
 *
 * @param facts of each list one text must occur, as whole words in any case
 * @param unknown whether the honest answer is that one does not know
 * @param test Python that runs after the reply's code, or null for a reply that need not hold code
 * @param form the structure of the text, or null for a free one
 * @param covers each must occur, in any case
 * @param length the number of words, or null for the form's own
 */
public record Check(
        List<List<String>> facts,
        boolean unknown,
        @Nullable String test,
        @Nullable Form form,
        List<String> covers,
        @Nullable WordRange length) {
    /** Asks for nothing. */
    public static final Check NONE = new Check(List.of(), false, null, null, List.of(), null);

    /** Copies the lists. */
    public Check {
        facts = facts.stream().map(List::copyOf).toList();
        covers = List.copyOf(covers);
    }

    /** How long a reply may be, or null where nobody says. */
    @Nullable WordRange anyLength() {
        return length != null || form == null ? length : form.length();
    }
}
