package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.methods.Methods;
import com.slack.api.model.assistant.SuggestedPrompt;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.words.Words;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Incoming;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What Slack shows round a conversation where a workspace has its view of agents: a title, a few prompts to begin with,
 * and that somebody is at work. None of it is needed; a workspace without it is asked again every hour.
 */
final class AgentView {
    /** Slack's limit is longer; a title is read at a glance. */
    private static final int LONGEST_TITLE = 60;

    private final SlackWeb web;
    private final Unavailable unavailable;
    private final Replies replies;
    private final ConversationStore conversations;
    private final Words words;

    AgentView(SlackWeb web, Unavailable unavailable, Replies replies, ConversationStore conversations, Words words) {
        this.web = web;
        this.unavailable = unavailable;
        this.replies = replies;
        this.conversations = conversations;
        this.words = words;
    }

    private interface Showing {
        void show() throws SlackCallException;
    }

    /** Somebody opened a new conversation; apps of the older kind hear of it, those of the newer bring their prompts. */
    void opened(JsonNode thread) {
        String channel = thread.path("channel_id").asText();
        String ts = thread.path("thread_ts").asText();
        List<SuggestedPrompt> prompts = List.of(
                prompt("slack.manifest.prompt.can", words.say("slack.manifest.prompt.can.message")),
                prompt("slack.manifest.prompt.personas", SlackAddressing.PREFIX + "persona list"));
        quietly(() -> {
            var _ = web.call(
                    Methods.ASSISTANT_THREADS_SET_SUGGESTED_PROMPTS,
                    client -> client.assistantThreadsSetSuggestedPrompts(ask -> ask.channelId(channel)
                            .threadTs(ts)
                            .title(words.say("slack.prompts"))
                            .prompts(prompts)));
        });
    }

    private SuggestedPrompt prompt(String title, String message) {
        return SuggestedPrompt.builder()
                .title(words.say(title))
                .message(message)
                .build();
    }

    /** What is shown while a message is answered. */
    interface Work {
        /** Nothing. */
        Work UNSEEN = new Work() {
            @Override
            public void begins() {}

            @Override
            public void ends() {}
        };

        /** A reply is being made. */
        void begins();

        /** It is there. */
        void ends();
    }

    /** That somebody is at work on a message; the first question of a conversation gives it its title, too. */
    Work work(SlackMessage message, Incoming incoming) {
        if (message.place() != SlackMessage.Place.DIRECT || message.threadTs().isEmpty() || isUnavailable()) {
            return Work.UNSEEN;
        }
        return new Work() {
            private final CompletableFuture<Boolean> shown = new CompletableFuture<>();
            private volatile boolean begun;

            @Override
            public void begins() {
                begun = true;
                boolean first = isEmpty(incoming.key());
                replies.run(() -> {
                    quietly(() -> {
                        status(message, words.say("slack.status"));
                        if (first && !incoming.text().isBlank()) {
                            title(message, title(incoming.text()));
                        }
                    });
                    shown.complete(true);
                });
            }

            @Override
            public void ends() {
                if (begun) {
                    var _ = shown.thenRun(() -> replies.run(() -> quietly(() -> status(message, ""))));
                }
            }
        };
    }

    private boolean isEmpty(ConversationKey key) {
        return conversations.history(conversations.current(key).id()).isEmpty();
    }

    /** @param status empty for none */
    private void status(SlackMessage message, String status) throws SlackCallException {
        var _ = web.call(
                Methods.ASSISTANT_THREADS_SET_STATUS,
                client -> client.assistantThreadsSetStatus(ask -> ask.channelId(message.channel())
                        .threadTs(message.threadTs())
                        .status(status)));
    }

    private void title(SlackMessage message, String title) throws SlackCallException {
        var _ = web.call(
                Methods.ASSISTANT_THREADS_SET_TITLE,
                client -> client.assistantThreadsSetTitle(ask -> ask.channelId(message.channel())
                        .threadTs(message.threadTs())
                        .title(title)));
    }

    private static String title(String text) {
        String line = text.strip().lines().findFirst().orElse("").strip();
        return line.codePointCount(0, line.length()) <= LONGEST_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE - 1))
                                .strip() + "…";
    }

    private boolean isUnavailable() {
        return unavailable.is(Unavailable.AGENT_VIEW);
    }

    private void quietly(Showing showing) {
        if (isUnavailable()) {
            return;
        }
        try {
            showing.show();
        } catch (SlackCallException e) {
            if (e.kind() != TransportException.Kind.PASSING) {
                unavailable.note(Unavailable.AGENT_VIEW, e.code());
            }
        }
    }
}
