package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import dev.parley.bot.attachment.Origins;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.words.Words;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Parley says besides replies: answers to commands for one person alone, a file of theirs, a question for all. */
final class Said {
    private static final Logger log = LoggerFactory.getLogger(Said.class);

    /** A question is shown so far that all see what is answered. */
    private static final int LONGEST_QUESTION = 1000;

    private final SlackMessaging with;
    private final Origins slack;

    /** @param slack where the addresses are that Slack gives with a call */
    Said(SlackMessaging with, Origins slack) {
        this.with = with;
        this.slack = slack;
    }

    /**
     * For who gave a command or pressed a button, at the address that Slack gave with it.
     *
     * @param thread the thread in which that was; null for none
     */
    Answer byHook(String url, @Nullable String thread) {
        if (!slack.allow(URI.create(url))) {
            log.warn("an answer cannot be given: the address for it is none of Slack's");
            return _ -> {};
        }
        SlackHook hook = new SlackHook(with.web(), url, thread);
        return hook::say;
    }

    /**
     * For somebody in a place, where others are; in direct messages where Parley may not write there.
     *
     * @param thread empty for the channel itself
     */
    Answer inPlace(String channel, String thread, String user) {
        return markdown -> {
            try {
                // The same text may be longer in Slack's markup.
                for (MessageSplitter.Part part : new MessageSplitter(SlackText.MRKDWN_LIMIT / 2).split(markdown)) {
                    whisper(channel, thread.isEmpty() ? null : thread, user, part.text());
                }
            } catch (TransportException e) {
                log.info("somebody cannot be answered in {}, but in direct messages: {}", channel, e.getMessage());
                direct(user).say(markdown);
            }
        };
    }

    private void whisper(String channel, @Nullable String thread, String user, String markdown)
            throws TransportException {
        var _ = with.web()
                .call(
                        Methods.CHAT_POST_EPHEMERAL,
                        client -> client.chatPostEphemeral(post -> post.channel(channel)
                                .threadTs(thread)
                                .user(user)
                                .text(Mrkdwn.of(markdown))));
    }

    /** Answers in direct messages. */
    Answer direct(String user) {
        return markdown -> {
            try {
                with.tell(user, markdown);
            } catch (TransportException e) {
                log.warn("somebody cannot be told: {}", e.getMessage());
            }
        };
    }

    /**
     * Shows for all what somebody asked by a command or a form.
     *
     * @param thread empty for the channel itself
     * @return the message's time stamp
     */
    String question(String channel, String thread, String name, String question) throws TransportException {
        int length = question.codePointCount(0, question.length());
        String shown = length <= LONGEST_QUESTION
                ? question
                : question.substring(0, question.offsetByCodePoints(0, LONGEST_QUESTION)) + "…";
        return with.say(channel, thread.isEmpty() ? null : thread, "**" + name + ":** " + shown);
    }

    /** What is said to somebody whose question could not be shown. */
    static String unshown(TransportException why, Words theirs) {
        return theirs.say(why.kind() == TransportException.Kind.PASSING ? "slack.passing" : "slack.not-here");
    }

    /** Sends somebody what is stored about them, in direct messages; false: that could not be done. */
    boolean export(String user, Words theirs, String name, byte[] content) {
        try {
            with.upload(direct(List.of(user)), null, name, content, theirs.say("export.done"));
            return true;
        } catch (TransportException e) {
            log.warn("an export cannot be sent: {}", e.getMessage());
            return false;
        }
    }

    /** The channel of direct messages with somebody. */
    String direct(List<String> users) throws TransportException {
        return with.web()
                .call(Methods.CONVERSATIONS_OPEN, client -> client.conversationsOpen(open -> open.users(users)))
                .getChannel()
                .getId();
    }
}
