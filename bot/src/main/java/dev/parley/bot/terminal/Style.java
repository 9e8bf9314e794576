package dev.parley.bot.terminal;

/**
 * A way to set text off, as the parameters of an SGR sequence (ECMA-48 8.3.117). Only those that look right on light and
 * dark backgrounds alike, and none that would show on blanks.
 */
record Style(boolean bold, boolean italic, boolean dim, boolean code) {
    static final Style NONE = new Style(false, false, false, false);
    static final Style DIM = new Style(false, false, true, false);
    static final Style BOLD = new Style(true, false, false, false);
    static final String END = "\u001b[0m";

    Style withBold() {
        return new Style(true, italic, dim, code);
    }

    Style withItalic() {
        return new Style(bold, true, dim, code);
    }

    Style withCode() {
        return new Style(bold, italic, dim, true);
    }

    /** The sequence that starts this style from none; empty for none. */
    String start() {
        var parameters = new StringBuilder();
        add(parameters, bold, "1");
        add(parameters, dim, "2");
        add(parameters, italic, "3");
        add(parameters, code, "36");
        return parameters.isEmpty() ? "" : "\u001b[" + parameters + "m";
    }

    /** The text in this style, ending in none. */
    String of(String text) {
        var start = start();
        return start.isEmpty() || text.isEmpty() ? text : start + text + END;
    }

    private static void add(StringBuilder parameters, boolean on, String parameter) {
        if (on) {
            parameters.append(parameters.isEmpty() ? "" : ";").append(parameter);
        }
    }
}
