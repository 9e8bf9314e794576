package dev.parley.engine.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.ScoredToken;
import dev.parley.engine.core.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reply in OpenAI's old shape, in one part or several: {@code text_offset} counts code points over all of them, and
 * {@code logprobs.ids}, the token ids, are Parley's own.
 */
final class CompletionReply {
    private final String id;
    private final long created;
    private final String model;
    private final boolean scored;
    private final Tokenizer tokenizer;
    private final Logprobs logprobs;
    /** The prompt's tokens, where they come in front and have not come yet. */
    private int[] echoed;
    /** Code points that began before the next token. */
    private int offset;

    CompletionReply(String id, long created, String model, CompletionRequest request, Tokenizer tokenizer) {
        this.id = id;
        this.created = created;
        this.model = model;
        this.tokenizer = tokenizer;
        scored = request.logprobs();
        logprobs = new Logprobs(tokenizer);
        echoed = request.echo() ? request.prompt().tokens() : new int[0];
    }

    ObjectNode part(String text, List<ScoredToken> scores, @Nullable GenerationResult result) {
        int[] first = echoed;
        echoed = new int[0];
        ObjectNode reply = Json.object()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", created)
                .put("model", model);
        ObjectNode choice = reply.putArray("choices").addObject().put("index", 0);
        choice.put("text", text(first) + text);
        choice.set("logprobs", scored ? logprobs(first, scores) : null);
        choice.put("finish_reason", result == null ? null : ChatReply.finishReason(result));
        if (result != null) {
            reply.set("usage", ChatReply.usage(result));
        }
        return reply;
    }

    private ObjectNode logprobs(int[] first, List<ScoredToken> scores) {
        ObjectNode object = Json.object();
        ArrayNode tokens = object.putArray("tokens");
        ArrayNode values = object.putArray("token_logprobs");
        ArrayNode top = object.putArray("top_logprobs");
        ArrayNode offsets = object.putArray("text_offset");
        ArrayNode ids = object.putArray("ids");
        if (first.length > 0) {
            // Nothing stands before it that could have made it likely.
            values.addNull();
            top.addNull();
            token(first[0], tokens, offsets, ids);
        }
        for (ScoredToken score : scores) {
            values.add(Logprobs.finite(score.logprob()));
            ObjectNode likeliest = top.addObject();
            score.top().forEach(each -> likeliest.put(logprobs.text(each.id()), Logprobs.finite(each.logprob())));
            likeliest.put(logprobs.text(score.id()), Logprobs.finite(score.logprob()));
            token(score.id(), tokens, offsets, ids);
        }
        return object;
    }

    private void token(int token, ArrayNode tokens, ArrayNode offsets, ArrayNode ids) {
        tokens.add(logprobs.text(token));
        offsets.add(offset);
        ids.add(token);
        for (byte each : tokenizer.bytes(token)) {
            if ((each & 0xC0) != 0x80) {
                offset++;
            }
        }
    }

    private String text(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(tokenizer.bytes(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
