package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Function;

/**
 * A method of the Web API.
 *
 * @param name such as chat.update
 * @param limit how many calls a minute the workspace has
 * @param scope what the token must carry; empty where nothing
 * @param required the arguments that must be there
 * @param optional the other arguments
 * @param json whether the arguments may come as JSON
 * @param handler answers a call, with the world's lock held
 */
record Method(
        String name,
        int limit,
        String scope,
        Set<String> required,
        Set<String> optional,
        boolean json,
        Function<Call, ObjectNode> handler) {
    static Method of(
            String name,
            int limit,
            String scope,
            String required,
            String optional,
            Function<Call, ObjectNode> handler) {
        return new Method(name, limit, scope, words(required), words(optional), true, handler);
    }

    Method formOnly() {
        return new Method(name, limit, scope, required, optional, false, handler);
    }

    boolean knows(String argument) {
        return required.contains(argument) || optional.contains(argument) || argument.equals("token");
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" ", -1));
    }
}
