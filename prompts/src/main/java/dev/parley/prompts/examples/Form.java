package dev.parley.prompts.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A structure that a text is asked to have. */
public enum Form {
    /** Title, opening paragraph, two sections of one paragraph each. */
    BLOG(90, 170) {
        @Override
        String problem(String text) {
            return titled(text, List.of("paragraph", "section", "paragraph", "section", "paragraph"));
        }
    },
    /** Title, two paragraphs, a bold line that calls to action. */
    ADVERT(40, 90) {
        @Override
        String problem(String text) {
            return titled(text, List.of("paragraph", "paragraph", "bold line"));
        }
    },
    /** Title, a paragraph, three points, a closing sentence. */
    PRODUCT(50, 110) {
        @Override
        String problem(String text) {
            var problem = titled(text, List.of("paragraph", "point", "point", "point", "paragraph"));
            var closing = blocks(text).getLast();
            return problem.isEmpty() && Prose.sentences(closing).size() != 1
                    ? "It should close with one sentence, not with \"%s\".".formatted(Prose.shortened(closing))
                    : problem;
        }
    },
    /** Title, one or two paragraphs, a line of 2 to 4 hashtags. */
    SOCIAL(25, 70) {
        @Override
        String problem(String text) {
            var two = blocks(text).size() > 3;
            return titled(
                    text,
                    two
                            ? List.of("paragraph", "paragraph", "line of hashtags")
                            : List.of("paragraph", "line of hashtags"));
        }
    },
    /** A prompt for a language model: five labelled lines. */
    TEXT(45, 130) {
        @Override
        String problem(String text) {
            return labelled(text, List.of("Role", "Task", "Context", "Format", "Limits"));
        }
    },
    /** A prompt for an image model: five labelled lines. */
    IMAGE(45, 130) {
        @Override
        String problem(String text) {
            return labelled(text, List.of("Subject", "Setting", "Style", "Light", "Avoid"));
        }
    };

    private static final WordRange TITLE = new WordRange(3, 10);
    private static final Pattern BLANK_LINES = Pattern.compile("\\n\\s*\\n");
    private static final Pattern POINT = Pattern.compile("- \\S.*");
    private static final Pattern BOLD = Pattern.compile("\\*\\*[^*\\n]+\\*\\*");
    private static final Pattern HASHTAGS = Pattern.compile("#[\\p{L}\\p{N}_]+(\\s+#[\\p{L}\\p{N}_]+){1,3}");

    private final int fewestWords;
    private final int mostWords;

    Form(int fewestWords, int mostWords) {
        this.fewestWords = fewestWords;
        this.mostWords = mostWords;
    }

    /** What is wrong with the structure of a text, as a sentence, or nothing. */
    abstract String problem(String text);

    /** How many words such a text has where nobody says otherwise. */
    WordRange length() {
        return new WordRange(fewestWords, mostWords);
    }

    /** The form of that name, in lower case. */
    static Optional<Form> named(String name) {
        return Arrays.stream(values()).filter(form -> form.word().equals(name)).findFirst();
    }

    /** Its name in an example. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String titled(String text, List<String> expected) {
        var lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith("# ")) {
            return "It should begin with a title: '# ...'.";
        }
        var title = TITLE.problem("Its title", Prose.count(lines.getFirst()));
        if (!title.isEmpty()) {
            return title;
        }
        if (lines.size() < 2 || !lines.get(1).isBlank()) {
            return "A blank line should follow its title.";
        }
        var found = blocks(text).stream().skip(1).map(Form::kind).toList();
        return found.equals(expected)
                ? ""
                : "After the title it should have: %s. It has: %s."
                        .formatted(String.join(", ", expected), found.isEmpty() ? "nothing" : String.join(", ", found));
    }

    private static String labelled(String text, List<String> labels) {
        var lines = text.lines().filter(line -> !line.isBlank()).toList();
        for (var i = 0; i < labels.size(); i++) {
            var label = "**%s:**".formatted(labels.get(i));
            if (i >= lines.size() || !lines.get(i).startsWith(label + " ")) {
                return "Its line %d should begin with '%s' and go on in the same line.".formatted(i + 1, label);
            }
        }
        return lines.size() == labels.size()
                ? ""
                : "It has %d lines; it should have the five labelled ones only.".formatted(lines.size());
    }

    /** Paragraphs, and each point and heading by itself, the last line of hashtags too. */
    private static List<String> blocks(String text) {
        var blocks = new ArrayList<String>();
        for (var part : BLANK_LINES.splitAsStream(text.strip()).toList()) {
            var paragraph = new ArrayList<String>();
            for (var line : part.lines().toList()) {
                if (kind(line).equals("paragraph")) {
                    paragraph.add(line);
                } else {
                    addTo(blocks, paragraph);
                    blocks.add(line);
                }
            }
            addTo(blocks, paragraph);
        }
        return blocks;
    }

    private static void addTo(List<String> blocks, List<String> paragraph) {
        if (!paragraph.isEmpty()) {
            blocks.add(String.join("\n", paragraph));
            paragraph.clear();
        }
    }

    private static String kind(String block) {
        var line = block.strip();
        if (line.startsWith("## ")) {
            return "section";
        }
        if (line.startsWith("# ")) {
            return "title";
        }
        if (POINT.matcher(line).matches()) {
            return "point";
        }
        if (BOLD.matcher(line).matches()) {
            return "bold line";
        }
        return HASHTAGS.matcher(line).matches() ? "line of hashtags" : "paragraph";
    }
}
