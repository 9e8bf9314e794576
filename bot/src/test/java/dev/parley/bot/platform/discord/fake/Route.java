package dev.parley.bot.platform.discord.fake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One operation.
 *
 * @param method the HTTP method
 * @param template the path as Discord's own description writes it
 * @param budget which limit it has
 * @param pattern the path as an expression
 * @param handler what answers it, with the world's lock held
 */
record Route(String method, String template, Budget budget, Pattern pattern, Function<Call, Answer> handler) {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /** Which limit a route has. */
    enum Budget {
        MESSAGES,
        OTHER,
        UNLIMITED
    }

    static Route of(String method, String template, Budget budget, Function<Call, Answer> handler) {
        var expression = VARIABLE.matcher(template)
                .replaceAll(found -> "(?<" + found.group(1).replace("_", "") + ">[^/]+)");
        return new Route(method, template, budget, Pattern.compile(expression), handler);
    }

    Optional<Map<String, String>> match(String path) {
        var matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var variables = new LinkedHashMap<String, String>();
        VARIABLE.matcher(template)
                .results()
                .forEach(found -> variables.put(
                        found.group(1), matcher.group(found.group(1).replace("_", ""))));
        return Optional.of(variables);
    }

    /** Interactions are answered with their token, not with the bot's. */
    boolean isOpen() {
        return template.startsWith("/interactions/") || template.startsWith("/webhooks/");
    }

    /** What its limit is counted by: the channel, the server or the webhook. */
    String major(Map<String, String> variables) {
        return variables.getOrDefault("channel_id", variables.getOrDefault("guild_id", ""))
                + variables.getOrDefault("webhook_token", "");
    }

    String bucket() {
        return "%08x".formatted((method + " " + template).hashCode());
    }
}
