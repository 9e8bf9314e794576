package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What a route answers: a status, and JSON unless it is 204. */
record Answer(int status, @Nullable JsonNode body) {
    static final Answer NOTHING = new Answer(204, null);

    static Answer of(JsonNode body) {
        return new Answer(200, body);
    }
}
