package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;

/** What a person filled into a modal, as Slack writes it. */
final class Form {
    private Form() {}

    /**
     * The values by block and action.
     *
     * @param filled what was typed or chosen, by action_id; what is not named keeps what it showed
     */
    static ObjectNode values(JsonNode blocks, Map<String, String> filled) {
        var values = Json.object();
        var open = new HashSet<>(filled.keySet());
        for (JsonNode block : blocks) {
            if (block.path("type").asText().equals("actions") || block.has("element") || block.has("accessory")) {
                var inBlock = Json.object();
                for (JsonNode element : BlockKit.actions(block)) {
                    var id = element.path("action_id").asText();
                    open.remove(id);
                    var text = filled.getOrDefault(id, shown(element));
                    if (element.path("type").asText().matches("button|overflow")) {
                        continue;
                    }
                    if (text.isEmpty()
                            && block.path("type").asText().equals("input")
                            && !block.path("optional").asBoolean()) {
                        throw new IllegalArgumentException("The client does not submit without " + id);
                    }
                    inBlock.set(id, value(element, text));
                }
                if (!inBlock.isEmpty()) {
                    values.set(block.path("block_id").asText(), inBlock);
                }
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("The view has nothing to fill in for " + open);
        }
        return values;
    }

    private static String shown(JsonNode element) {
        return element.path("initial_value")
                .asText(element.path("initial_option").path("value").asText(""));
    }

    /** The state of one element. */
    static JsonNode value(JsonNode element, String text) {
        var type = element.path("type").asText();
        var value = Json.object().put("type", type);
        switch (type) {
            case "static_select", "external_select", "radio_buttons", "overflow" -> {
                if (text.isEmpty()) {
                    value.putNull("selected_option");
                } else {
                    value.set("selected_option", option(element, text));
                }
            }
            case "checkboxes", "multi_static_select", "multi_external_select" -> {
                var chosen = value.putArray("selected_options");
                for (String one : text.split(",", -1)) {
                    if (!one.isEmpty()) {
                        chosen.add(option(element, one));
                    }
                }
            }
            case "users_select" -> value.put("selected_user", text);
            case "channels_select" -> value.put("selected_channel", text);
            case "conversations_select" -> value.put("selected_conversation", text);
            default -> {
                int most = element.path("max_length").asInt(3000);
                if (text.length() > most
                        || text.length() < element.path("min_length").asInt(0)) {
                    throw new IllegalArgumentException("The field does not take " + text.length() + " characters");
                }
                if (text.isEmpty()) {
                    value.putNull("value");
                } else {
                    value.put("value", text);
                }
            }
        }
        return value;
    }

    private static JsonNode option(JsonNode element, String value) {
        if (element.path("type").asText().contains("external")) {
            var option = Json.object();
            option.putObject("text").put("type", "plain_text").put("text", value);
            return option.put("value", value);
        }
        for (JsonNode option : element.findValues("options")) {
            for (JsonNode one : option) {
                if (one.path("value").asText().equals(value)) {
                    return one.deepCopy();
                }
            }
        }
        throw new IllegalArgumentException("No option has the value " + value);
    }

    static boolean hasBlock(JsonNode blocks, String id) {
        for (JsonNode block : blocks) {
            if (block.path("block_id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }
}
