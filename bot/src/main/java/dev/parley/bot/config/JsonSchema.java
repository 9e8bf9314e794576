package dev.parley.bot.config;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The configuration file as a JSON schema, for editors: keys, types, ranges, values to choose from, and what each setting
 * is for. Draft 7, which the YAML language server knows best. It knows one file only: what the environment adds, and what
 * settings mean to each other, {@code parley config check} judges. Of what Parley reads it refuses two things that a
 * person hardly writes: a number in quotes, and a word to choose in capitals.
 */
public final class JsonSchema {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String REFERENCE = "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}";
    private static final String SIZE = "^\\s*[0-9]{1,15}(\\.[0-9]{1,3})?\\s*[kKmMgGtT]?[iI]?[bB]?\\s*$";

    private final Schema schema;
    private final Map<String, ObjectNode> properties = new HashMap<>();

    private JsonSchema(Class<? extends Record> type) {
        this.schema = new Schema(type);
    }

    /**
     * Writes it.
     *
     * @param type a record whose components are sections, such as {@link Settings}
     * @return the schema, indented, with a line break at its end
     */
    public static String of(Class<? extends Record> type) {
        return new JsonSchema(type).write().toPrettyString() + "\n";
    }

    private ObjectNode write() {
        var root = JSON.createObjectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "parley.yaml");
        root.put("description", "The configuration of Parley. All of it is optional.");
        properties.put("", object(root));
        for (var entry : schema.entries()) {
            int dot = entry.key().lastIndexOf('.');
            describe(
                    section(entry.key().substring(0, dot)).putObject(entry.key().substring(dot + 1)), entry);
        }
        return root;
    }

    private ObjectNode section(String key) {
        var known = properties.get(key);
        if (known != null) {
            return known;
        }
        int dot = key.lastIndexOf('.');
        var node = section(dot < 0 ? "" : key.substring(0, dot)).putObject(key.substring(dot + 1));
        if (!schema.about(key).isEmpty()) {
            node.put("description", schema.about(key));
        }
        var made = object(node);
        properties.put(key, made);
        return made;
    }

    /** A key without anything below it counts as absent. */
    private static ObjectNode object(ObjectNode node) {
        node.putArray("type").add("object").add("null");
        node.put("additionalProperties", false);
        return node.putObject("properties");
    }

    private static void describe(ObjectNode node, Schema.Entry entry) {
        node.put("description", words(entry));
        var ways = node.putArray("anyOf");
        if (entry.isList()) {
            var array = ways.addObject().put("type", "array");
            text(array.putObject("items").putArray("anyOf"), entry);
            text(ways, entry);
        } else {
            scalar(ways, entry);
        }
        ways.addObject().put("type", "null");
        putDefault(node, entry);
    }

    private static String words(Schema.Entry entry) {
        var setting = entry.setting();
        var words = new StringBuilder(setting.value()).append('.');
        if (!setting.unit().isEmpty()) {
            words.append(" Unit: ").append(setting.unit()).append('.');
        }
        words.append(" Environment: ").append(entry.environmentName());
        if (entry.isSecret()) {
            words.append(", or a file named by ")
                    .append(entry.environmentName())
                    .append("_FILE");
        }
        return words.append(setting.live() ? ". 'parley reload' changes it at once." : ". Changing it needs a restart.")
                .toString();
    }

    private static void scalar(ArrayNode ways, Schema.Entry entry) {
        var type = entry.type();
        if (type.isEnum()) {
            var choice = ways.addObject().putArray("enum");
            Arrays.stream(type.getEnumConstants()).map(Values::written).forEach(choice::add);
            reference(ways);
            return;
        }
        switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> number(ways, "integer", entry);
            case "double", "Double" -> number(ways, "number", entry);
            case "boolean", "Boolean" -> {
                ways.addObject().put("type", "boolean");
                ways.addObject().putArray("enum").add("yes").add("no").add("on").add("off");
                reference(ways);
            }
            case "ByteSize" -> {
                number(ways, "integer", entry);
                ways.addObject().put("type", "string").put("pattern", SIZE);
            }
            default -> text(ways, entry);
        }
    }

    private static void number(ArrayNode ways, String type, Schema.Entry entry) {
        var setting = entry.setting();
        ways.addObject().put("type", type).put("minimum", number(setting.min())).put("maximum", number(setting.max()));
        reference(ways);
    }

    /** Without a fraction where it has none: "8", not "8.0". */
    private static BigDecimal number(double value) {
        return new BigDecimal(Values.plain(value));
    }

    private static void text(ArrayNode ways, Schema.Entry entry) {
        var setting = entry.setting();
        var text = ways.addObject().put("type", "string");
        if (setting.min() > 0) {
            text.put("minLength", (int) setting.min());
        }
        if (setting.max() < Integer.MAX_VALUE) {
            text.put("maxLength", (int) setting.max());
        }
        if (!setting.form().pattern().isEmpty()) {
            text.put("pattern", setting.form().pattern());
            reference(ways);
        }
        if (setting.form() == Form.DISCORD_ID) {
            // An id without quotes is a number to YAML, and Parley reads it all the same.
            ways.addObject().put("type", "integer").put("minimum", 0);
        }
    }

    private static void reference(ArrayNode ways) {
        ways.addObject().put("type", "string").put("pattern", REFERENCE);
    }

    private static void putDefault(ObjectNode node, Schema.Entry entry) {
        var fallback = entry.setting().fallback();
        if (entry.isList()) {
            node.putArray("default");
        } else if (!fallback.isEmpty()) {
            if (entry.isNumber()) {
                node.put("default", new BigDecimal(fallback));
            } else if (entry.type() == boolean.class || entry.type() == Boolean.class) {
                node.put("default", Boolean.parseBoolean(fallback));
            } else {
                node.put("default", fallback);
            }
        }
    }
}
