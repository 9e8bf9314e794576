package dev.parley.bot.terminal;

/** What a line of Markdown is, judged by its beginning. */
sealed interface MarkdownLine {
    /** More of the line must be seen. */
    record Undecided() implements MarkdownLine {}

    /** Ordinary text, or an empty line. */
    record Prose(int indent) implements MarkdownLine {}

    /** Its text starts at this index. */
    record Heading(int text) implements MarkdownLine {}

    /** An item after a bullet; its text starts at this index. */
    record Bullet(int indent, int text) implements MarkdownLine {}

    /** An item after a number; its text starts at this index. */
    record Numbered(int indent, int text) implements MarkdownLine {}

    /** A quotation; its text starts at this index. */
    record Quote(int text) implements MarkdownLine {}

    /** A row of a table. */
    record TableRow() implements MarkdownLine {}

    /** A line across. */
    record Rule() implements MarkdownLine {}

    /** The opening of a code block: as many marks of this kind close it. */
    record Fence(int indent, char mark, int marks, String language) implements MarkdownLine {}

    /** A beginning longer than this is prose. */
    int LONGEST_BEGINNING = 120;

    /**
     * Judges a line.
     *
     * @param line the line so far, without its newline
     * @param whole the line ends here
     */
    static MarkdownLine of(CharSequence line, boolean whole) {
        var indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        if (indent == line.length()) {
            return orWait(new Prose(indent), line, whole);
        }
        var mark = line.charAt(indent);
        var end = indent;
        while (end < line.length() && line.charAt(end) == mark) {
            end++;
        }
        return switch (mark) {
            case '`', '~' -> fence(line, whole, indent, end);
            case '#' -> {
                if (end == line.length()) {
                    yield orWait(new Prose(indent), line, whole);
                }
                yield end - indent <= 6 && line.charAt(end) == ' ' ? new Heading(end + 1) : new Prose(indent);
            }
            case '-', '*', '+', '_' -> bulletOrRule(line, whole, indent, end);
            case '>' -> {
                if (indent + 1 == line.length()) {
                    yield orWait(new Quote(indent + 1), line, whole);
                }
                yield new Quote(line.charAt(indent + 1) == ' ' ? indent + 2 : indent + 1);
            }
            case '|' -> new TableRow();
            default -> mark >= '0' && mark <= '9' ? numbered(line, whole, indent) : new Prose(indent);
        };
    }

    private static MarkdownLine fence(CharSequence line, boolean whole, int indent, int end) {
        var mark = line.charAt(indent);
        var prose = new Prose(indent);
        if (end - indent < 3) {
            return end == line.length() ? orWait(prose, line, whole) : prose;
        }
        var language = line.subSequence(end, line.length()).toString().strip();
        if (mark == '`' && language.indexOf('`') >= 0) {
            return prose;
        }
        if (whole) {
            return new Fence(indent, mark, end - indent, language);
        }
        return orWait(prose, line, false);
    }

    private static MarkdownLine bulletOrRule(CharSequence line, boolean whole, int indent, int end) {
        var mark = line.charAt(indent);
        var marks = end - indent;
        if (marks == 1 && end < line.length() && line.charAt(end) == ' ' && mark != '_') {
            return new Bullet(indent, end + 1);
        }
        var onlyMarks = line.subSequence(end, line.length()).toString().isBlank() && mark != '+';
        if (!onlyMarks) {
            return new Prose(indent);
        }
        return orWait(marks >= 3 ? new Rule() : new Prose(indent), line, whole);
    }

    private static MarkdownLine numbered(CharSequence line, boolean whole, int indent) {
        var end = indent;
        while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        var prose = new Prose(indent);
        if (end - indent > 9) {
            return prose;
        }
        if (end == line.length()) {
            return orWait(prose, line, whole);
        }
        if (line.charAt(end) != '.' && line.charAt(end) != ')') {
            return prose;
        }
        if (end + 1 == line.length()) {
            return orWait(prose, line, whole);
        }
        return line.charAt(end + 1) == ' ' ? new Numbered(indent, end + 2) : prose;
    }

    private static MarkdownLine orWait(MarkdownLine otherwise, CharSequence line, boolean whole) {
        if (whole) {
            return otherwise;
        }
        return line.length() < LONGEST_BEGINNING ? new Undecided() : new Prose(0);
    }
}
