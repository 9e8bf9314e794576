package dev.parley.bot.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Writes Markdown at random and knows where in it nothing may be cut. */
final class RandomMarkdown {
    private static final List<String> WORDS = List.of(
            "a",
            "of",
            "river",
            "e.g.",
            "Paris.",
            "end!",
            "why?",
            "snake_case",
            "**bold**",
            "*it*",
            "naïve",
            "cafe\u0301",
            "42",
            "3.14",
            "-",
            "*",
            "1.",
            "#",
            "~~old~~",
            "漢字",
            "[1]",
            "[x",
            "<",
            "a<b",
            "\\[no\\]",
            "(see",
            "it)",
            "x`y",
            "\u0915\u094d\u0937\u093f",
            "e\u0301\u0323\u0308",
            " \u0301",
            "``````",
            "~~~",
            "हिन्दी",
            "สวัสดี");
    private static final List<String> EMOJI =
            List.of("👩‍💻", "🇩🇪🇫🇷", "👍🏽", "❤️", "👨‍👩‍👧‍👦", "🏳️‍🌈", "1️⃣", "😀");
    private static final String WIDE = "天地玄黄宇宙洪荒日月盈昃辰宿列张かなカナ漢、。！";
    private static final List<String> LANGUAGES = List.of("", "java", "python", "c++", "sh title=x", " js ");

    record Span(int start, int end) {}

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final List<Span> atoms = new ArrayList<>();
    private boolean inCode;

    RandomMarkdown(Random random, int length) {
        this.random = random;
        while (text.length() < length) {
            block();
        }
    }

    String text() {
        return text.toString();
    }

    /** Links, addresses, inline code and mentions. */
    List<Span> atoms() {
        return atoms;
    }

    private void block() {
        switch (random.nextInt(9)) {
            case 0 -> text.append("#".repeat(1 + random.nextInt(4))).append(' ').append(word());
            case 1 -> list();
            case 2 -> table();
            case 3 -> fence(random.nextInt(4), random.nextInt(12) == 0);
            case 4 -> wide(1 + random.nextInt(400));
            case 5 -> text.append(random.nextBoolean() ? "---" : "* * *");
            default -> paragraph(1 + random.nextInt(80));
        }
        text.append("\n".repeat(1 + random.nextInt(3)));
    }

    private void paragraph(int pieces) {
        for (var i = 0; i < pieces; i++) {
            piece();
            text.append(random.nextInt(15) == 0 ? "\n" : random.nextInt(20) == 0 ? "   " : " ");
        }
    }

    private void piece() {
        switch (random.nextInt(25)) {
            case 0 -> atom("[" + label() + " [i] " + label() + "](https://example.org/" + path(40) + "_(x))");
            case 1 -> atom("https://example.org/" + path(random.nextInt(20) == 0 ? 300 : 60));
            case 2 -> atom("<@" + random.nextInt(1_000_000) + ">");
            case 3 ->
                atom(List.of("<@!1>", "<#12>", "<@&77>", "<:smile:99>", "<a:wave:1234>", "<@U0AB>", "<!here>")
                        .get(random.nextInt(7)));
            case 4 -> atom("<https://example.org/" + path(30) + "|a label>");
            case 5 -> atom("`" + path(20) + " " + path(20) + "`");
            case 6 -> atom("``a ` " + path(10) + "``");
            case 7 -> text.append(any(EMOJI).repeat(1 + random.nextInt(5)));
            case 8 -> wide(1 + random.nextInt(30));
            case 9 -> text.append(path(random.nextInt(10) == 0 ? 900 : 30));
            default -> text.append(word());
        }
    }

    private void list() {
        var items = 1 + random.nextInt(12);
        for (var i = 0; i < items; i++) {
            var indent = " ".repeat(2 * random.nextInt(3));
            text.append(indent).append(random.nextBoolean() ? "- " : (i + 1) + ". ");
            paragraph(1 + random.nextInt(12));
            text.append(random.nextInt(6) == 0 ? "\n\n" : "\n");
            if (random.nextInt(12) == 0) {
                fence(2, false);
                text.append('\n');
            }
        }
    }

    private void table() {
        text.append("| one | two |\n|-----|:---:|\n");
        for (var i = random.nextInt(12); i >= 0; i--) {
            text.append("| ").append(word()).append(" | ");
            piece();
            text.append(" |\n");
        }
    }

    private void fence(int indent, boolean unclosed) {
        var mark = random.nextBoolean() ? "`" : "~";
        var fence = " ".repeat(indent) + mark.repeat(3 + random.nextInt(2));
        text.append(fence).append(any(LANGUAGES)).append('\n');
        for (var i = random.nextInt(20); i >= 0; i--) {
            text.append(any(List.of("", "    ", "\t"))).append(any(List.of("# remark ", "x = ", "``", "- ", "| ")));
            text.append(path(random.nextInt(10) == 0 ? 400 : 40)).append(' ').append(any(EMOJI));
            text.append("\n".repeat(1 + random.nextInt(2)));
        }
        if (unclosed) {
            inCode = true;
        } else {
            text.append(fence).append('\n');
        }
    }

    private void wide(int length) {
        IntStream.range(0, length).forEach(i -> text.append(WIDE.charAt(random.nextInt(WIDE.length()))));
    }

    private void atom(String atom) {
        var line = text.substring(text.lastIndexOf("\n") + 1);
        // What another mark on the line would make of it is not for this class to know.
        if (inCode) {
            text.append(atom);
            return;
        }
        if (atom.startsWith("`") ? line.indexOf('`') < 0 : line.indexOf('[') < 0 && line.indexOf('`') < 0) {
            atoms.add(new Span(text.length(), text.length() + atom.length()));
        }
        text.append(atom);
    }

    private String label() {
        return word().replaceAll("[\\[\\]`]", "");
    }

    private String path(int length) {
        var path = new StringBuilder();
        for (var i = random.nextInt(length); i >= 0; i--) {
            path.append((char) ('a' + random.nextInt(26)));
        }
        return path.toString();
    }

    /** A line does not begin with a stray fence: that would be one. */
    private String word() {
        var word = any(WORDS);
        var line = text.substring(text.lastIndexOf("\n") + 1);
        return word.length() >= 3
                        && "`~".indexOf(word.charAt(2)) >= 0
                        && line.chars().noneMatch(Character::isLetter)
                ? "x"
                : word;
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
