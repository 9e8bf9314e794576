package dev.parley.bot.attachment;

import java.time.Duration;

/**
 * How much is read. Every number is at least 1.
 *
 * @param files most files of a message
 * @param textBytes most bytes of a text file
 * @param pdfBytes most bytes of a PDF file
 * @param characters most characters (UTF-16 units) of text that are taken from one file; the rest is cut
 * @param fetching longest time for fetching one file, from the first byte sent to the last received
 * @param pdfPages most pages of a PDF
 * @param pdfTime longest time for reading one PDF
 * @param pdfMegabytes heap of the process that reads a PDF, in MiB
 */
public record AttachmentLimits(
        int files,
        long textBytes,
        long pdfBytes,
        int characters,
        Duration fetching,
        int pdfPages,
        Duration pdfTime,
        int pdfMegabytes) {
    /** What suits a chat: 5 files, 2 MB of text or 10 MB of PDF each, 200,000 characters, 50 pages. */
    public static AttachmentLimits usual() {
        return new AttachmentLimits(
                5, 2_000_000, 10_000_000, 200_000, Duration.ofSeconds(20), 50, Duration.ofSeconds(15), 192);
    }

    /** Most bytes of a file of this kind. */
    long bytes(FileKind kind) {
        return kind == FileKind.PDF ? pdfBytes : textBytes;
    }
}
