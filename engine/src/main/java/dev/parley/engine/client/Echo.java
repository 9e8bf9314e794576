package dev.parley.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.client.EchoedToken.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@code /v1/completions} says of a text that it read, in the shape that OpenAI gave it. */
final class Echo {

    private Echo() {}

    /**
     * Reads the answer.
     *
     * @param count the text's tokens: the answer has one place for each, the first without a probability
     */
    static List<EchoedToken> read(JsonNode answer, int count) {
        var logprobs = answer.path("choices").path(0).path("logprobs");
        var texts = logprobs.path("tokens");
        var chosen = logprobs.path("token_logprobs");
        if (texts.size() != count || chosen.size() != count) {
            throw new EngineException.ServerError(
                    "The engine was to say how likely " + count + " tokens are, but it spoke of " + chosen.size() + ".",
                    "",
                    null);
        }
        var echoed = new ArrayList<EchoedToken>(count - 1);
        for (int i = 1; i < count; i++) {
            var likeliest = logprobs.path("top_logprobs").path(i);
            echoed.add(new EchoedToken(texts.get(i).asText(), chosen.get(i).asDouble(), candidates(likeliest)));
        }
        return List.copyOf(echoed);
    }

    private static List<Candidate> candidates(JsonNode likeliest) {
        return likeliest.properties().stream()
                .map(each -> new Candidate(each.getKey(), each.getValue().asDouble()))
                .sorted(Comparator.comparingDouble(Candidate::logProbability).reversed())
                .toList();
    }
}
