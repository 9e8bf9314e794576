package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that is answered with Discord's error JSON. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ObjectNode body;

    private Refusal(int status, ObjectNode body) {
        super(status + " " + body);
        this.status = status;
        this.body = body;
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return body;
    }

    static Refusal of(int status, int code, String message) {
        return new Refusal(status, Json.object().put("message", message).put("code", code));
    }

    /** "Invalid Form Body", naming the field and what is wrong with it. */
    static Refusal form(String field, String code, String message) {
        var body = Json.object().put("message", "Invalid Form Body").put("code", 50035);
        body.putObject("errors")
                .putObject(field)
                .putArray("_errors")
                .addObject()
                .put("code", code)
                .put("message", message);
        return new Refusal(400, body);
    }

    static Refusal unknownRoute() {
        return of(404, 0, "404: Not Found");
    }

    static Refusal unknownChannel() {
        return of(404, 10003, "Unknown Channel");
    }

    static Refusal unknownMessage() {
        return of(404, 10008, "Unknown Message");
    }

    static Refusal unknownInteraction() {
        return of(404, 10062, "Unknown interaction");
    }

    static Refusal missingAccess() {
        return of(403, 50001, "Missing Access");
    }

    static Refusal missingPermissions() {
        return of(403, 50013, "Missing Permissions");
    }

    static Refusal threadArchived() {
        return of(400, 50083, "Thread is archived");
    }
}
