package dev.parley.bot.platform.slack;

import com.google.gson.JsonObject;
import com.slack.api.util.http.SlackHttpClient;
import dev.parley.bot.platform.MessageSplitter;
import java.io.IOException;
import java.util.List;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers to a command or a button, for who called alone. They go to an address that Slack gave with the call, which is
 * good for half an hour and five answers.
 */
final class SlackHook {
    private static final Logger log = LoggerFactory.getLogger(SlackHook.class);
    private static final int MOST = 5;
    private static final int OK = 200;

    private final SlackHttpClient http;
    private final String url;
    private final @Nullable String thread;

    /**
     * For one call.
     *
     * @param web Slack
     * @param url the address; the caller has made sure that it is Slack's
     * @param thread where the answer goes: null for the channel itself
     */
    SlackHook(SlackWeb web, String url, @Nullable String thread) {
        this.http = web.slack().getHttpClient();
        this.url = url;
        this.thread = thread;
    }

    /**
     * Says something.
     *
     * @param markdown of the bot's own words, or what a person stored
     * @return whether all of it was said
     */
    boolean say(String markdown) {
        List<MessageSplitter.Part> parts = new MessageSplitter(SlackText.MRKDWN_LIMIT / 2).split(markdown);
        boolean said = parts.size() <= MOST;
        for (MessageSplitter.Part part : parts.subList(0, Math.min(MOST, parts.size()))) {
            JsonObject answer = new JsonObject();
            answer.addProperty("response_type", "ephemeral");
            answer.addProperty("replace_original", false);
            answer.addProperty("text", Mrkdwn.of(part.text()));
            if (thread != null) {
                answer.addProperty("thread_ts", thread);
            }
            said &= send(answer);
        }
        return said;
    }

    private boolean send(JsonObject answer) {
        try (Response response = http.postJsonBody(url, answer)) {
            if (response.code() != OK) {
                log.warn("an answer for one person was not taken: status {}", response.code());
            }
            return response.code() == OK;
        } catch (IOException e) {
            log.warn("an answer for one person got lost: {}", e.getMessage());
            return false;
        }
    }
}
