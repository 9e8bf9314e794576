package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A call that Slack answers with {@code "ok": false}. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ObjectNode body;

    private Refusal(String error, ObjectNode body) {
        super(error);
        this.body = body;
    }

    ObjectNode body() {
        return body;
    }

    static Refusal of(String error) {
        return new Refusal(error, Json.object().put("ok", false).put("error", error));
    }

    /** With the lines that Slack adds for complex arguments. */
    static Refusal of(String error, List<String> problems) {
        var refusal = of(error);
        var messages = refusal.body.putObject("response_metadata").putArray("messages");
        problems.forEach(problem -> messages.add("[ERROR] " + problem));
        return refusal;
    }

    static Refusal scope(String needed, String provided) {
        var refusal = of("missing_scope");
        refusal.body.put("needed", needed).put("provided", provided);
        return refusal;
    }
}
