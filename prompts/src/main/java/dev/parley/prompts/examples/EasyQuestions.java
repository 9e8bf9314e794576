package dev.parley.prompts.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Forty questions that are easy for a small model, and what counts as right. Only the beginning of a reply is read: a
 * person takes the first two sentences for the answer, and a small model that goes on sooner or later names every word.
 */
public final class EasyQuestions {
    private static final int SENTENCES = 2;

    /** Ends a sentence: a mark followed by white space, unless it follows a list number ("1. Berlin"), or a line's end. */
    private static final Pattern SENTENCE_END =
            Pattern.compile("(?<=[^\\s\\d][.!?])\\s+|(?<=\\d{2}[.!?])\\s+|\\s*\\n\\s*");

    private EasyQuestions() {}

    /**
     * One question.
     *
     * @param ask what the model is asked
     * @param accept regular expressions of which one must occur in the reply's first two sentences, as whole words
     * @param refuse regular expressions of which none may occur there
     */
    public record Question(String ask, List<String> accept, List<String> refuse) {
        /** Copies the lists. */
        public Question {
            accept = List.copyOf(accept);
            refuse = List.copyOf(refuse);
        }

        /**
         * Judges a reply.
         *
         * @param reply what the model said, whole
         * @return whether its first two sentences name an accepted answer that is not negated, and no refused one
         */
        public boolean isAnsweredBy(String reply) {
            var answer = firstSentences(reply);
            return accept.stream().anyMatch(word -> WholeWords.says(answer, word))
                    && refuse.stream().noneMatch(word -> WholeWords.says(answer, word));
        }
    }

    /**
     * Reads the questions.
     *
     * @return all of them, in the file's order
     */
    public static List<Question> load() {
        try (var file = Objects.requireNonNull(
                EasyQuestions.class.getResourceAsStream("easy-questions.yaml"), "easy-questions.yaml")) {
            List<Map<String, Object>> entries = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return entries.stream()
                    .map(entry -> new Question(
                            String.valueOf(entry.get("ask")), texts(entry.get("accept")), texts(entry.get("refuse"))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String firstSentences(String reply) {
        return SENTENCE_END
                .splitAsStream(reply.strip())
                .filter(sentence -> !sentence.isBlank())
                .limit(SENTENCES)
                .collect(Collectors.joining("\n"));
    }
}
