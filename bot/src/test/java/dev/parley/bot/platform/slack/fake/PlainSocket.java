package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A socket's other end, which keeps what arrives and may acknowledge it. */
final class PlainSocket implements WebSocket.Listener {
    final List<JsonNode> received = new CopyOnWriteArrayList<>();
    /** What to answer to an envelope of a type. */
    final Map<String, JsonNode> answers = new ConcurrentHashMap<>();

    private final boolean acknowledging;
    private final StringBuilder text = new StringBuilder();
    private volatile @Nullable WebSocket socket;
    volatile boolean closed;

    PlainSocket(boolean acknowledging) {
        this.acknowledging = acknowledging;
    }

    List<JsonNode> envelopes() {
        return received.stream().filter(node -> node.has("envelope_id")).toList();
    }

    /** The events in the envelopes so far. */
    List<JsonNode> events() {
        return envelopes().stream()
                .map(envelope -> envelope.path("payload").path("event"))
                .filter(JsonNode::isObject)
                .toList();
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            var node = Json.read(text.toString());
            text.setLength(0);
            received.add(node);
            if (acknowledging && node.has("envelope_id")) {
                acknowledge(node);
            }
        }
        from.request(1);
        return null;
    }

    void acknowledge(JsonNode envelope) {
        var ack = Json.object().put("envelope_id", envelope.path("envelope_id").asText());
        var payload = answers.get(envelope.path("type").asText());
        if (payload != null) {
            ack.set("payload", payload);
        }
        var open = socket;
        if (open != null) {
            open.sendText(Json.text(ack), true).join();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed = true;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable problem) {
        closed = true;
    }

    void abort() {
        var open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
