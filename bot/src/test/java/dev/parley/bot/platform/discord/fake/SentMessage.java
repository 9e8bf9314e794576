package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A message as it stands now.
 *
 * @param id its snowflake
 * @param author who wrote it
 * @param content its text
 * @param components its components
 * @param embeds its embeds
 * @param attachments its files
 * @param flags its flags: 4 no previews, 64 ephemeral, 128 loading, 32768 Components V2
 * @param allowedMentions what each write said about mentions, in order; a missing node where it said nothing
 * @param pings whom the writes could notify: user and role ids, {@code everyone}
 * @param nonce what the creator sent to recognise it, or an empty text
 * @param reference the message that it answers, or 0
 * @param created when it was sent
 * @param edits what each edit left, in order
 */
public record SentMessage(
        long id,
        FakeUser author,
        String content,
        JsonNode components,
        JsonNode embeds,
        JsonNode attachments,
        int flags,
        List<JsonNode> allowedMentions,
        Set<String> pings,
        String nonce,
        long reference,
        Instant created,
        List<Edit> edits) {

    /**
     * One edit.
     *
     * @param content the text after it
     * @param at when it was made
     */
    public record Edit(String content, Instant at) {}

    /** Whether only the person who called the command sees it. */
    public boolean ephemeral() {
        return (flags & Flags.EPHEMERAL) != 0;
    }
}
