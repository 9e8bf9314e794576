package dev.parley.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Counts prompts for servers that are not Parley's own. The whole is exact where the server counts at all; the share of
 * each message is its text's count and an equal part of the template, which is as exact as the window needs: what is
 * left after a cut is counted again. Texts that were counted once are remembered by a hash, never the texts.
 */
final class TokenCounts {

    /** Some 3 MB; a text is counted anew when as many others were counted after it. */
    private static final int REMEMBERED = 20_000;

    /** What a template may put around a message, and around the whole. */
    private static final int AROUND_A_MESSAGE = 10;

    private static final int AROUND_ALL = 16;

    private final BiFunction<String, Map<String, Object>, JsonNode> post;
    private final Map<Key, Integer> remembered = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Of a text under a model: the first half of its SHA-256. */
    private record Key(long high, long low) {}

    /**
     * Counts by asking.
     *
     * @param post sends a question to a path and gives the answer
     */
    TokenCounts(BiFunction<String, Map<String, Object>, JsonNode> post) {
        this.post = post;
    }

    /** A prompt; the messages are broken already. */
    PromptTokens of(List<WireMessage> messages, EngineFeatures features) {
        var texts = messages.stream()
                .map(message -> of(message.content(), features))
                .toList();
        int sum = texts.stream().mapToInt(Integer::intValue).sum();
        int total =
                features.counts() ? whole(messages, features) : sum + AROUND_A_MESSAGE * messages.size() + AROUND_ALL;
        int around = Math.max(0, (total - sum) / messages.size());
        var shares = new ArrayList<Integer>();
        int left = total;
        for (int text : texts) {
            // A template that trims makes the whole less than its parts.
            int share = Math.min(left, text + Math.min(around, AROUND_A_MESSAGE));
            shares.add(share);
            left -= share;
        }
        return new PromptTokens(total, shares);
    }

    /** A text alone. */
    int of(String text, EngineFeatures features) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!features.counts()) {
            return TokenEstimate.of(text);
        }
        var key = key(text, features.model());
        synchronized (remembered) {
            var known = remembered.get(key);
            if (known != null) {
                return known;
            }
        }
        var question = features.server() == ServerKind.VLLM
                ? Map.<String, Object>of("model", features.model(), "prompt", text, "add_special_tokens", false)
                : Map.<String, Object>of("content", text, "add_special", false, "parse_special", true);
        int tokens = tokens(post.apply("/tokenize", question), features);
        synchronized (remembered) {
            remembered.put(key, tokens);
        }
        return tokens;
    }

    private int whole(List<WireMessage> messages, EngineFeatures features) {
        if (features.server() == ServerKind.VLLM) {
            var question = new LinkedHashMap<String, Object>();
            question.put("model", features.model());
            question.put("messages", messages);
            boolean begun = messages.getLast().role().equals("assistant");
            question.put("add_generation_prompt", !begun);
            if (begun) {
                question.put("continue_final_message", true);
            }
            return tokens(post.apply("/tokenize", question), features);
        }
        // The server renders and tokenises a chat request in these two steps too, special tokens added and parsed.
        var prompt = post.apply("/apply-template", Map.of("messages", messages)).path("prompt");
        if (!prompt.isTextual()) {
            throw new EngineException.ServerError("The engine's answer has no text \"prompt\".", "", null);
        }
        var question = Map.<String, Object>of("content", prompt.asText(), "add_special", true, "parse_special", true);
        return tokens(post.apply("/tokenize", question), features);
    }

    private static int tokens(JsonNode answer, EngineFeatures features) {
        if (features.server() == ServerKind.VLLM && answer.path("count").isInt()) {
            return answer.path("count").asInt();
        }
        var tokens = answer.path("tokens");
        if (!tokens.isArray()) {
            throw new EngineException.ServerError("The engine's answer has no list \"tokens\".", "", null);
        }
        return tokens.size();
    }

    private static Key key(String text, String model) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(model.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            var hash = ByteBuffer.wrap(
                    Arrays.copyOf(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 2 * Long.BYTES));
            return new Key(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
