package dev.parley.engine.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.core.ScoredToken;
import dev.parley.engine.core.ScoredToken.Alternative;
import dev.parley.engine.core.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Probabilities of tokens as OpenAI writes them in chats. */
final class Logprobs {
    /** What OpenAI says of a token that is out of the question; JSON has no infinity. */
    private static final double NONE = -9999;

    private final Tokenizer tokenizer;

    Logprobs(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    ObjectNode chat(List<ScoredToken> scores) {
        ObjectNode logprobs = Json.object();
        ArrayNode content = logprobs.putArray("content");
        for (ScoredToken score : scores) {
            ObjectNode entry = entry(content, score.id(), score.logprob());
            ArrayNode top = entry.putArray("top_logprobs");
            for (Alternative each : score.top()) {
                entry(top, each.id(), each.logprob());
            }
        }
        return logprobs;
    }

    private ObjectNode entry(ArrayNode array, int token, double logprob) {
        ObjectNode entry = array.addObject().put("token", text(token)).put("logprob", finite(logprob));
        ArrayNode bytes = entry.putArray("bytes");
        for (byte each : tokenizer.bytes(token)) {
            bytes.add(Byte.toUnsignedInt(each));
        }
        return entry;
    }

    /** The token's text; of one that is no whole character the bytes, as {@code bytes:\xe2\x80}. */
    String text(int token) {
        byte[] bytes = tokenizer.bytes(token);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder("bytes:");
            for (byte each : bytes) {
                text.append(String.format("\\x%02x", each));
            }
            return text.toString();
        }
    }

    static double finite(double logprob) {
        return Double.isFinite(logprob) ? logprob : NONE;
    }
}
