package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A request that was answered.
 *
 * @param method the HTTP method
 * @param path the path below {@code /api/v10}
 * @param status what it was answered with
 * @param body its JSON, a missing node where there was none
 * @param at when it arrived
 */
public record RecordedRequest(String method, String path, int status, JsonNode body, Instant at) {}
