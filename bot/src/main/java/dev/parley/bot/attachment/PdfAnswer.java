package dev.parley.bot.attachment;

/** What came of reading a PDF. */
sealed interface PdfAnswer {
    /** Why the rest was not read. */
    enum Rest {
        /** There is none, or no more was asked for. */
        NONE,
        /** It takes too long. */
        SLOW,
        /** It needs too much memory. */
        LARGE,
        /** It cannot be understood. */
        DAMAGED,
        /** The process that reads it does not start. */
        NOT_BEGUN
    }

    /**
     * Its text, as far as it was read.
     *
     * @param text may be blank
     * @param read the number of the last page that it is from
     * @param pages how many there are, as the file says
     * @param rest why there is no more
     */
    record Text(String text, int read, int pages, Rest rest) implements PdfAnswer {}

    /** Locked with a password. */
    record Locked() implements PdfAnswer {}

    /** Nothing of it could be read. */
    record Unread(Rest why) implements PdfAnswer {}
}
