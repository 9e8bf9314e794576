package dev.parley.bot.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A configuration file with every setting in it: what has a default stands there with it, the rest is commented out with
 * a value that one might write, tokens among it. Read as it is, it changes nothing.
 */
public final class ExampleFile {
    private ExampleFile() {}

    /**
     * Writes it.
     *
     * @param type a record whose components are sections, such as {@link Settings}
     * @param editors where editors find the schema: an address, or a path beside the file
     * @return the file's text
     */
    public static String of(Class<? extends Record> type, String editors) {
        var schema = new Schema(type);
        var lines = new ArrayList<>(List.of(
                "# yaml-language-server: $schema=" + editors,
                "",
                "# Every setting of Parley. What stands here is the default; '#key:' begins a line that is left out until",
                "# you take the '#' away. A flag beats the environment, which beats this file. Put it at",
                "# ~/.config/parley/parley.yaml, or into PARLEY_HOME. 'parley config check' reports every mistake in it,",
                "# 'parley config show' what counts, and from where. (*): 'parley reload' changes it at once."));
        var open = List.<String>of();
        for (var entry : schema.entries()) {
            var words = List.of(entry.key().split("\\.", -1));
            var sections = words.subList(0, words.size() - 1);
            for (int depth = 0; depth < sections.size(); depth++) {
                var here = sections.subList(0, depth + 1);
                if (depth >= open.size() || !here.equals(open.subList(0, depth + 1))) {
                    lines.add("");
                    var indent = "  ".repeat(depth);
                    lines.add(indent + "# " + schema.about(String.join(".", here)));
                    lines.add(indent + here.getLast() + ":");
                }
            }
            open = sections;
            var indent = "  ".repeat(sections.size());
            lines.add(indent + "# " + words(entry));
            lines.add(indent + line(words.getLast(), entry));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String words(Schema.Entry entry) {
        var setting = entry.setting();
        var range = range(entry);
        return setting.value() + (range.isEmpty() ? "" : " (" + range + ")") + (setting.live() ? " (*)" : "");
    }

    private static String range(Schema.Entry entry) {
        var setting = entry.setting();
        if (entry.isNumber()) {
            return Values.plain(setting.min()) + " to " + Values.plain(setting.max())
                    + (setting.unit().isEmpty() ? "" : " " + setting.unit());
        }
        return entry.type() == ByteSize.class
                ? "bytes, KB, MB, GB or TB, at most " + new ByteSize((long) setting.max())
                : setting.unit();
    }

    private static String line(String name, Schema.Entry entry) {
        var setting = entry.setting();
        if (entry.isList()) {
            return name + ": []";
        }
        if (!setting.fallback().isEmpty()) {
            return name + ": " + setting.fallback();
        }
        return "#" + name + ": " + (entry.isSecret() ? "${" + entry.environmentName() + "}" : setting.example());
    }
}
