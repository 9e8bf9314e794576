package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * A message as it stands.
 *
 * @param ts its id
 * @param threadTs the thread's id; empty where the message stands in the channel itself
 * @param author the user's id; the bot's own where the bot wrote it
 * @param text what people see: the blocks' text where there are blocks, otherwise the text or Markdown, entities resolved
 * @param raw the text as it was sent, still escaped; beside blocks the text of notifications
 * @param blocks the blocks; empty where there are none
 * @param username a name that the bot chose for this message, or empty
 * @param icon an icon that the bot chose for this message, or empty
 * @param metadata event_type and event_payload; missing where none
 * @param streaming how far a stream is
 * @param written when it was posted
 * @param edited when it was changed, streamed parts not counted
 * @param appended when parts of a stream arrived
 * @param files what hangs on it
 */
public record StoredMessage(
        String ts,
        String threadTs,
        String author,
        String text,
        String raw,
        JsonNode blocks,
        String username,
        String icon,
        JsonNode metadata,
        Streaming streaming,
        Instant written,
        List<Instant> edited,
        List<Instant> appended,
        JsonNode files) {
    /** How far a streamed message is. */
    public enum Streaming {
        /** It was posted at once. */
        NONE,
        /** More may come. */
        LIVE,
        /** The bot ended it. */
        DONE,
        /** Slack ended it: too old, or by a fault. */
        BROKEN,
        /** A person pressed stop. */
        STOPPED
    }

    /** Copies the lists. */
    public StoredMessage {
        edited = List.copyOf(edited);
        appended = List.copyOf(appended);
    }

    /** Whether the bot wrote it. */
    public boolean isFromBot() {
        return author.equals(World.BOT_USER);
    }

    /** Whether it stands in a thread. */
    public boolean isReply() {
        return !threadTs.isEmpty() && !threadTs.equals(ts);
    }
}
