package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What became of one envelope.
 *
 * @param envelopeId the envelope's id; empty where it went to a request URL
 * @param type events_api, slash_commands or interactive
 * @param eventId the event's id; empty for what is no event
 * @param attempt 0 for the first delivery
 * @param delay from the sending to the acknowledgement
 * @param payload what the acknowledgement carried; missing where nothing
 */
public record Ack(String envelopeId, String type, String eventId, int attempt, Duration delay, JsonNode payload) {}
