package dev.parley.bot.responder;

import dev.parley.engine.client.Cancellation;
import dev.parley.persistence.Quotation;
import java.util.List;

/** What belongs to a message and is fetched when its turn has come: what was said before it, and attached files. */
@FunctionalInterface
public interface Material {
    /** A message is all there is. */
    Material NONE = _ -> new Gathered(List.of(), List.of(), List.of());

    /**
     * Fetches it; may block. What cannot be had is said in a note and does not fail.
     *
     * @param stop ends the fetching early
     * @return what there is
     * @throws InterruptedException if it was stopped
     */
    Gathered gather(Cancellation stop) throws InterruptedException;

    /**
     * What was fetched.
     *
     * @param said what others said before, the oldest first
     * @param files the text of attached files
     * @param notes for the person: what could not be read
     */
    record Gathered(List<Quotation> said, List<File> files, List<String> notes) {
        /** Copies the lists. */
        public Gathered {
            said = List.copyOf(said);
            files = List.copyOf(files);
            notes = List.copyOf(notes);
        }
    }

    /**
     * An attached file that was read.
     *
     * @param name its name, fit to be shown
     * @param text what is in it
     */
    record File(String name, String text) {}
}
