package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import com.slack.api.methods.SlackFilesUploadV2Exception;
import com.slack.api.model.Message.Metadata;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.persistence.Deliveries;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What replies are written with, wherever they are.
 *
 * @param web Slack
 * @param text messages as Slack takes them
 * @param unavailable what it does not take
 * @param deliveries which messages show what
 * @param botUser the bot's own user id
 * @param streamLife how long a stream may go on; Slack ends it after five minutes
 */
record SlackMessaging(
        SlackWeb web,
        SlackText text,
        Unavailable unavailable,
        Deliveries deliveries,
        String botUser,
        Duration streamLife) {
    /** Streams are ended a minute before Slack would. */
    static final Duration STREAM_LIFE = Duration.ofMinutes(4);

    private static final Metadata NOTE =
            Metadata.builder().eventType("parley_note").eventPayload(Map.of()).build();

    /** Cuts replies into messages as long as the workspace takes them. */
    MessageSplitter splitter() {
        return new MessageSplitter(unavailable.takes().markdown() ? SlackText.TEXT_LIMIT : SlackText.MRKDWN_LIMIT);
    }

    /**
     * Says something that is no reply.
     *
     * @param channel where
     * @param thread the thread; null for the channel itself
     * @param markdown what; of the bot's own words
     * @return the last message's {@code ts}
     */
    String say(String channel, @Nullable String thread, String markdown) throws SlackCallException {
        String ts = "";
        List<MessageSplitter.Part> parts = new MessageSplitter(SlackText.MRKDWN_LIMIT).split(markdown);
        for (MessageSplitter.Part part : parts) {
            try (Tiers.Place turn = web.tiers()
                    .queue(part, true, true, (_, _) -> new Tiers.Step(Methods.CHAT_POST_MESSAGE, channel, true, 0))) {
                if (!turn.await()) {
                    break;
                }
                ts = web.callNow(
                                Methods.CHAT_POST_MESSAGE,
                                client -> client.chatPostMessage(post -> post.channel(channel)
                                        .threadTs(thread)
                                        .text(Mrkdwn.of(part.text()))
                                        .metadata(NOTE)
                                        .unfurlLinks(false)
                                        .unfurlMedia(false)))
                        .getTs();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw SlackCallException.notCalled(Methods.CHAT_POST_MESSAGE, e);
            }
        }
        return ts;
    }

    /**
     * Uploads a file.
     *
     * @param channel where
     * @param thread the thread; null for the channel itself
     * @param comment what is said with it; null for nothing
     */
    void upload(String channel, @Nullable String thread, String name, byte[] content, @Nullable String comment)
            throws SlackCallException {
        var _ = web.call(Methods.FILES_COMPLETE_UPLOAD_EXTERNAL, client -> {
            try {
                return client.filesUploadV2(file -> file.channel(channel)
                        .threadTs(thread)
                        .filename(name)
                        .title(name)
                        .initialComment(comment)
                        .fileData(content));
            } catch (SlackFilesUploadV2Exception _) {
                throw new IOException("the file was not uploaded");
            }
        });
    }

    /** Says something to one person, in direct messages; a person's id will do for their channel, and needs no scope. */
    void tell(String person, String words) throws SlackCallException {
        String _ = say(person, null, words);
    }
}
