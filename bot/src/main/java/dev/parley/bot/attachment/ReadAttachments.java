package dev.parley.bot.attachment;

import java.util.List;

/**
 * What came of a message's attachments.
 *
 * @param files those that were read, in the message's order
 * @param notes what could not be read or was cut, and why: one short sentence each, for the person
 */
public record ReadAttachments(List<TextFile> files, List<String> notes) {
    /** Copies the lists. */
    public ReadAttachments {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /**
     * A file that was read.
     *
     * @param name fit to be shown: one line without control or direction characters, never empty
     * @param text not blank, without NUL
     */
    public record TextFile(String name, String text) {}
}
