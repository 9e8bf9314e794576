package dev.parley.bot.platform.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bot.words.Languages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;

/** The commands as Discord has them, held against ours: names, texts, options and choices, and nothing that it adds. */
final class RegisteredCommands {
    private static final int SLASH = 1;

    private RegisteredCommands() {}

    /** @param registered the list as Discord answers it */
    static DiscordQuestions.Commands compare(JsonNode registered, Languages languages) throws JsonProcessingException {
        Map<String, String> theirs = new LinkedHashMap<>();
        registered.forEach(each -> theirs.put(name(each), shape(each)));
        List<String> missing = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<CommandData> ours = new DiscordCommands(languages).all();
        for (CommandData each : ours) {
            JsonNode described = new ObjectMapper().readTree(each.toData().toString());
            String shape = theirs.remove(name(described));
            if (shape == null) {
                missing.add(name(described));
            } else if (!shape.equals(shape(described))) {
                changed.add(name(described));
            }
        }
        return new DiscordQuestions.Commands(ours.size(), missing, changed, List.copyOf(theirs.keySet()));
    }

    /** As people see it. */
    private static String name(JsonNode command) {
        return (command.path("type").asInt(SLASH) == SLASH ? "/" : "")
                + command.path("name").asText();
    }

    private static String shape(JsonNode node) {
        StringBuilder shape = new StringBuilder()
                .append(node.path("name").asText())
                .append('|')
                .append(node.path("type").asInt(SLASH))
                .append('|')
                .append(node.path("description").asText())
                .append('|')
                .append(node.path("required").asBoolean())
                .append(node.path("autocomplete").asBoolean())
                .append('|')
                .append(node.path("value").asText());
        for (String below : List.of("options", "choices")) {
            node.path(below)
                    .forEach(each -> shape.append('[').append(shape(each)).append(']'));
        }
        return shape.toString();
    }
}
