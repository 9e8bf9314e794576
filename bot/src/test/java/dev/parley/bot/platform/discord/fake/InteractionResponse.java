package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A bot's first answer to an interaction.
 *
 * @param interaction the interaction's snowflake
 * @param type Discord's callback type: 4 message, 5 deferred, 6 and 7 update, 8 choices, 9 modal
 * @param data what came with it, a missing node where there was nothing
 * @param at when it arrived
 */
public record InteractionResponse(long interaction, int type, JsonNode data, Instant at) {}
