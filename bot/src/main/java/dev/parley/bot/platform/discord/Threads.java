package dev.parley.bot.platform.discord;

import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that Parley opens for a question in a channel, and in which it answers without being mentioned. */
final class Threads {
    private static final Logger log = LoggerFactory.getLogger(Threads.class);

    /** Discord takes 100 characters; a name is read at a glance. */
    private static final int LONGEST_NAME = 60;

    private final Openers openers;
    private final ConversationStore conversations;
    private final Words words;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    Threads(Openers openers, ConversationStore conversations, Words words) {
        this.openers = openers;
        this.conversations = conversations;
        this.words = words;
    }

    /**
     * A reply in a thread of its own; where no thread may be opened, a reply to the message.
     *
     * @param question a message in a channel
     * @param text what it says, which gives the thread its name
     * @param key its conversation; the thread of a message has the message's id
     */
    ReplyOpener inThread(Message question, String text, ConversationKey key, Author asker) {
        return turn -> {
            MessageChannel place = open(question, text, key);
            return place.equals(question.getChannel())
                    ? openers.inChannel(place, question.getId(), asker).open(turn)
                    : openers.inChannel(place, null, asker).open(turn);
        };
    }

    private MessageChannel open(Message question, String text, ConversationKey key) {
        try {
            MessageChannel thread = question.createThreadChannel(name(text)).complete();
            conversations.attend(key, true);
            return thread;
        } catch (RuntimeException e) {
            // Most often a permission that is missing here. Said once a channel; the answer comes all the same.
            if (refused.add(key.channel())) {
                log.warn("no thread can be opened in channel {}: {}", key.channel(), e.getMessage());
            }
            return question.getChannel();
        }
    }

    private String name(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
        line = line.replaceAll("[*_`~|>#\\p{Cntrl}]+", "").strip();
        if (line.isEmpty()) {
            return words.say("discord.thread");
        }
        return line.codePointCount(0, line.length()) <= LONGEST_NAME
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME - 1))
                                .strip() + "…";
    }
}
