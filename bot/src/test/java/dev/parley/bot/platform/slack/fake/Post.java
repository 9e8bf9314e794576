package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A message and how it came to be what it is. Guarded by the world's lock. */
final class Post {
    final String ts;
    final String threadTs;
    final Place place;
    final String author;
    final Instant written = Instant.now();
    final List<Instant> edited = new ArrayList<>();
    final List<Instant> appended = new ArrayList<>();
    final ArrayNode files = Json.array();
    String raw = "";
    ArrayNode blocks = Json.array();
    String username = "";
    String icon = "";
    JsonNode metadata = Json.none();
    Streaming streaming = Streaming.NONE;
    Instant streamEnds = Instant.MAX;
    String subtype = "";
    String recipient = "";
    String editedTs = "";
    String editor = "";
    boolean deleted;

    Post(Place place, String ts, String threadTs, String author) {
        this.place = place;
        this.ts = ts;
        this.threadTs = threadTs.equals(ts) ? "" : threadTs;
        this.author = author;
    }

    boolean isFromBot() {
        return author.equals(World.BOT_USER);
    }

    /** The thread that an answer to this message belongs to. */
    String root() {
        return threadTs.isEmpty() ? ts : threadTs;
    }

    /** What the stream is by now; Slack ends it by itself. */
    Streaming streaming() {
        if (streaming == Streaming.LIVE && Instant.now().isAfter(streamEnds)) {
            streaming = Streaming.BROKEN;
        }
        return streaming;
    }

    /** What the client shows. */
    String visible() {
        // Blocks of stopStream stand below the streamed text; those of an update take the place of all.
        boolean streamed = streaming != Streaming.NONE && edited.isEmpty();
        var text = Markup.shown(raw);
        if (blocks.isEmpty()) {
            return text;
        }
        var inBlocks = Markup.shown(BlockKit.text(blocks));
        return streamed ? (text + "\n" + inBlocks).strip() : inBlocks;
    }

    StoredMessage stored() {
        return new StoredMessage(
                ts,
                threadTs,
                author,
                visible(),
                raw,
                blocks.deepCopy(),
                username,
                icon,
                metadata.deepCopy(),
                streaming(),
                written,
                edited,
                appended,
                files.deepCopy());
    }
}
