package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What blocks may be: their types, their lengths and their ids. */
final class BlockKit {
    static final int MARKDOWN = 12_000;

    private static final Set<String> EVERYWHERE =
            Set.of("section", "divider", "image", "actions", "context", "header", "rich_text", "video");
    private static final Set<String> MESSAGES_ONLY =
            Set.of("markdown", "context_actions", "table", "file", "task_card", "plan");
    private static final Set<String> BUTTONS = Set.of(
            "button",
            "overflow",
            "static_select",
            "external_select",
            "users_select",
            "conversations_select",
            "channels_select",
            "multi_static_select",
            "multi_external_select",
            "checkboxes",
            "radio_buttons",
            "datepicker",
            "timepicker",
            "datetimepicker",
            "workflow_button",
            "plain_text_input",
            "rich_text_input",
            "multi_users_select",
            "multi_conversations_select",
            "multi_channels_select",
            "email_text_input",
            "url_text_input",
            "number_input",
            "file_input");
    private static final Map<String, Integer> MOST_ELEMENTS =
            Map.of("actions", 25, "context", 10, "context_actions", 5);

    private final String surface;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private boolean markdownKnown = true;
    private int markdown;

    private BlockKit(String surface) {
        this.surface = surface;
    }

    /** What is wrong with a message's blocks. */
    static List<String> inMessage(JsonNode blocks, boolean markdownKnown) {
        var check = new BlockKit("message");
        check.markdownKnown = markdownKnown;
        return check.all(blocks, 50);
    }

    /** What is wrong with a view's blocks. */
    static List<String> inView(JsonNode blocks, String type) {
        return new BlockKit(type).all(blocks, 100);
    }

    private List<String> all(JsonNode blocks, int most) {
        if (!blocks.isArray()) {
            return List.of("must be an array [json-pointer:/blocks]");
        }
        if (blocks.size() > most) {
            problems.add("no more than " + most + " items allowed [json-pointer:/blocks]");
        }
        for (int i = 0; i < blocks.size(); i++) {
            block(blocks.get(i), "/blocks/" + i);
        }
        if (markdown > MARKDOWN) {
            problems.add("markdown blocks hold no more than 12000 characters together [json-pointer:/blocks]");
        }
        return problems;
    }

    private void block(JsonNode block, String at) {
        var type = block.path("type").asText();
        boolean allowed = EVERYWHERE.contains(type)
                || (surface.equals("message")
                        && MESSAGES_ONLY.contains(type)
                        && (markdownKnown || !type.equals("markdown")))
                || (!surface.equals("message") && type.equals("input"));
        if (!allowed) {
            problems.add("unsupported type: " + type + " [json-pointer:" + at + "/type]");
            return;
        }
        id(block, "block_id", "block " + block.path("block_id").asText(), at);
        switch (type) {
            case "section" -> section(block, at);
            case "header" -> text(block.path("text"), "plain_text", 1, 150, at + "/text");
            case "markdown" -> {
                int length = block.path("text").asText().length();
                markdown += length;
                if (length == 0) {
                    problems.add("must be more than 0 characters [json-pointer:" + at + "/text]");
                }
            }
            case "actions", "context_actions" -> elements(block, MOST_ELEMENTS.get(type), at);
            case "context" -> context(block, at);
            case "input" -> {
                text(block.path("label"), "plain_text", 1, 2000, at + "/label");
                if (block.has("hint")) {
                    text(block.path("hint"), "plain_text", 1, 2000, at + "/hint");
                }
                element(block.path("element"), at + "/element");
            }
            case "image" -> image(block, at);
            default -> {}
        }
    }

    private void section(JsonNode block, String at) {
        if (!block.has("text") && block.path("fields").isEmpty()) {
            problems.add("missing required field: text [json-pointer:" + at + "]");
        }
        if (block.has("text")) {
            text(block.path("text"), "", 1, 3000, at + "/text");
        }
        if (block.path("fields").size() > 10) {
            problems.add("no more than 10 items allowed [json-pointer:" + at + "/fields]");
        }
        block.path("fields").forEach(field -> text(field, "", 1, 2000, at + "/fields"));
        if (block.has("accessory")) {
            element(block.path("accessory"), at + "/accessory");
        }
    }

    private void context(JsonNode block, String at) {
        sized(block.path("elements"), 10, at + "/elements");
        for (JsonNode part : block.path("elements")) {
            if (part.path("type").asText().equals("image")) {
                image(part, at + "/elements");
            } else {
                text(part, "", 1, 3000, at + "/elements");
            }
        }
    }

    private void image(JsonNode block, String at) {
        if (!block.has("image_url") && !block.has("slack_file")) {
            problems.add("missing required field: image_url [json-pointer:" + at + "]");
        }
        if (block.path("alt_text").asText().isEmpty()) {
            problems.add("missing required field: alt_text [json-pointer:" + at + "]");
        }
    }

    private void elements(JsonNode block, int most, String at) {
        sized(block.path("elements"), most, at + "/elements");
        block.path("elements").forEach(element -> element(element, at + "/elements"));
    }

    private void sized(JsonNode array, int most, String at) {
        if (!array.isArray() || array.isEmpty() || array.size() > most) {
            problems.add("between 1 and " + most + " items required [json-pointer:" + at + "]");
        }
    }

    private void element(JsonNode element, String at) {
        var type = element.path("type").asText();
        if (type.equals("image")) {
            image(element, at);
            return;
        }
        boolean inContext = type.equals("feedback_buttons") || type.equals("icon_button");
        if (!BUTTONS.contains(type) && !inContext) {
            problems.add("unsupported type: " + type + " [json-pointer:" + at + "/type]");
            return;
        }
        id(element, "action_id", "action " + element.path("action_id").asText(), at);
        switch (type) {
            case "button" -> {
                text(element.path("text"), "plain_text", 1, 75, at + "/text");
                longest(element, "value", 2000, at);
                longest(element, "url", 3000, at);
                oneOf(element, "style", Set.of("primary", "danger"), at);
            }
            case "icon_button" -> text(element.path("text"), "plain_text", 1, 75, at + "/text");
            case "feedback_buttons" -> {
                for (String side : List.of("positive_button", "negative_button")) {
                    text(element.path(side).path("text"), "plain_text", 1, 75, at + "/" + side);
                    longest(element.path(side), "value", 2000, at + "/" + side);
                }
            }
            case "static_select", "multi_static_select" -> options(element, 100, at);
            case "checkboxes", "radio_buttons" -> options(element, 10, at);
            case "overflow" -> options(element, 5, at);
            default -> {}
        }
        if (element.has("placeholder")) {
            text(element.path("placeholder"), "plain_text", 1, 150, at + "/placeholder");
        }
        if (element.has("confirm")) {
            confirm(element.path("confirm"), at + "/confirm");
        }
    }

    private void confirm(JsonNode confirm, String at) {
        text(confirm.path("title"), "plain_text", 1, 100, at + "/title");
        text(confirm.path("text"), "", 1, 300, at + "/text");
        text(confirm.path("confirm"), "plain_text", 1, 30, at + "/confirm");
        text(confirm.path("deny"), "plain_text", 1, 30, at + "/deny");
    }

    private void options(JsonNode element, int most, String at) {
        if (element.has("option_groups")) {
            sized(element.path("option_groups"), 100, at + "/option_groups");
            element.path("option_groups").forEach(group -> list(group.path("options"), most, at + "/options"));
        } else {
            list(element.path("options"), most, at + "/options");
        }
    }

    private void list(JsonNode options, int most, String at) {
        sized(options, most, at);
        problems.addAll(options(options).stream()
                .map(problem -> problem + " [json-pointer:" + at + "]")
                .toList());
    }

    /** What is wrong with a select's options, whether in a block or in an answer to a block_suggestion. */
    static List<String> options(JsonNode options) {
        var check = new BlockKit("options");
        for (JsonNode option : options) {
            check.text(option.path("text"), "", 1, 75, "/text");
            check.longest(option, "value", 150, "");
            if (option.path("value").asText().isEmpty()) {
                check.problems.add("missing required field: value");
            }
            if (option.has("description")) {
                check.text(option.path("description"), "", 1, 75, "/description");
            }
        }
        return check.problems;
    }

    /** A text object; {@code kind} is empty where both kinds will do.. */
    private void text(JsonNode text, String kind, int least, int most, String at) {
        var type = text.path("type").asText();
        if (!Set.of("plain_text", "mrkdwn").contains(type) || (!kind.isEmpty() && !kind.equals(type))) {
            problems.add("must be a text object [json-pointer:" + at + "]");
            return;
        }
        int length = text.path("text").asText().length();
        if (length < least || length > most) {
            problems.add("must be between " + least + " and " + most + " characters, not " + length + " [json-pointer:"
                    + at + "/text]");
        }
    }

    private void longest(JsonNode node, String field, int most, String at) {
        if (node.path(field).asText().length() > most) {
            problems.add("must be less than " + (most + 1) + " characters [json-pointer:" + at + "/" + field + "]");
        }
    }

    private void oneOf(JsonNode node, String field, Set<String> values, String at) {
        if (node.has(field) && !values.contains(node.path(field).asText())) {
            problems.add("must be one of " + values + " [json-pointer:" + at + "/" + field + "]");
        }
    }

    private void id(JsonNode node, String field, String key, String at) {
        if (node.has(field)) {
            longest(node, field, 255, at);
            if (!ids.add(key)) {
                problems.add("`" + field + "` must be unique [json-pointer:" + at + "]");
            }
        }
    }

    /** Gives ids to what has none, as Slack does. */
    static void complete(JsonNode blocks, World world) {
        for (JsonNode block : blocks) {
            if (!block.has("block_id")) {
                ((ObjectNode) block).put("block_id", world.nextId("b"));
            }
            actions(block).stream()
                    .filter(action -> !action.has("action_id"))
                    .forEach(action -> ((ObjectNode) action).put("action_id", world.nextId("a")));
        }
    }

    /** What can be pressed or filled in within a block. */
    static List<JsonNode> actions(JsonNode block) {
        var found = new ArrayList<JsonNode>();
        if (block.path("type").asText().matches("actions|context_actions")) {
            block.path("elements").forEach(found::add);
        }
        for (String place : List.of("accessory", "element")) {
            if (block.path(place).isObject()
                    && !block.path(place).path("type").asText().equals("image")) {
                found.add(block.path(place));
            }
        }
        return found;
    }

    /** The words in blocks, a line for each, still escaped. */
    static String text(JsonNode blocks) {
        var lines = new ArrayList<String>();
        for (JsonNode block : blocks) {
            switch (block.path("type").asText()) {
                case "markdown" -> lines.add(block.path("text").asText());
                case "section", "header" -> {
                    lines.add(block.path("text").path("text").asText());
                    block.path("fields")
                            .forEach(field -> lines.add(field.path("text").asText()));
                }
                case "context" ->
                    block.path("elements")
                            .forEach(part -> lines.add(part.path("text").asText()));
                default -> {}
            }
        }
        lines.removeIf(String::isEmpty);
        return String.join("\n", lines);
    }

    /** The texts in blocks in which Slack looks for marks. */
    static String parsed(JsonNode blocks) {
        var found = new StringBuilder();
        collect(blocks, found);
        return found.toString();
    }

    private static void collect(JsonNode node, StringBuilder found) {
        var type = node.path("type").asText();
        if ((type.equals("mrkdwn") || type.equals("markdown"))
                && node.path("text").isTextual()) {
            found.append(node.path("text").asText()).append('\n');
        }
        node.forEach(child -> collect(child, found));
    }
}
