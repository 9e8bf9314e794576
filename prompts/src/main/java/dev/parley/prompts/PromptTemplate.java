package dev.parley.prompts;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fills the variables of a {@code prompt.md}. There are two, and neither changes while Parley runs, since the engine
 * caches what stands first in a prompt: <code>{{bot_name}}</code>, the name that the bot goes by, and <code>{{persona}}</code>,
 * the persona's display name. <code>\{{</code> is a literal <code>{{</code>.
 */
final class PromptTemplate {
    private static final Pattern BRACES = Pattern.compile("\\\\\\{\\{|\\{\\{([^{}\\n]*)(}}|)");

    private PromptTemplate() {}

    /** The variables of a persona. */
    static Map<String, String> variables(String botName, String personaName) {
        return Map.of("bot_name", botName, "persona", personaName);
    }

    /** The text with its variables filled in; each unknown one is a problem with its line. Values are not read again. */
    static String render(String template, Map<String, String> variables, Problems problems) {
        return BRACES.matcher(template).replaceAll(found -> {
            var variable = found.group(1);
            if (variable == null) {
                return Matcher.quoteReplacement("{{");
            }
            var value = variables.get(variable.strip());
            if (value != null && found.group(2).equals("}}")) {
                return Matcher.quoteReplacement(value);
            }
            var line = 1
                    + (int) template.substring(0, found.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            problems.add(
                    line,
                    found.group(2).isEmpty()
                            ? "'{{' opens a variable that no '}}' closes on this line; write '\\{{' for the braces themselves."
                            : "There is no variable {{%s}}; there are %s."
                                    .formatted(
                                            variable.strip(),
                                            variables.keySet().stream()
                                                    .sorted()
                                                    .map("{{%s}}"::formatted)
                                                    .collect(Collectors.joining(" and "))));
            return "";
        });
    }
}
