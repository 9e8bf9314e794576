package dev.parley.bot.platform.slack;

import dev.parley.bot.command.Surface;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Incoming;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which messages are for Parley, and where they belong: every direct message, a mention, and what is written in a thread
 * in which Parley takes part. Text of any other message is not looked at, except for whom it mentions.
 */
final class SlackAddressing {
    static final String PLATFORM = "slack";

    /** Slack has no slash commands in threads; a message that begins with this is one. */
    static final String PREFIX = "!";

    /** Far more than are written in at a time; the one that was quiet longest is given up first. */
    private static final int MOST_PLACES = 10_000;

    private final SlackSelf self;
    private final ConversationStore conversations;
    private final SlackInbound.Names names;
    private final Predicate<String> isGroup;

    /** Slack brings messages again, and in any order: what was settled by a later one stands. */
    private final Map<ConversationKey, String> settledBy = new Latest<>(MOST_PLACES);

    private final Map<String, Boolean> groups = new Latest<>(MOST_PLACES);

    /** What a message is to Parley. */
    sealed interface Heard {
        /** Nothing. */
        record Nothing() implements Heard {}

        /** Something to answer. */
        record Question(Incoming incoming) implements Heard {}

        /**
         * A command that was written as a message.
         *
         * @param key where it was given; a mention in a channel has a thread of its own
         * @param author who gave it
         * @param externalId the message's id
         * @param line the command as it was written, without the prefix
         */
        record Order(ConversationKey key, Author author, String externalId, String line) implements Heard {}
    }

    /**
     * Wires it.
     *
     * @param isGroup asks Slack whether a channel, by id, is a direct message of several people
     */
    SlackAddressing(
            SlackSelf self, ConversationStore conversations, SlackInbound.Names names, Predicate<String> isGroup) {
        this.self = self;
        this.conversations = conversations;
        this.names = names;
        this.isGroup = isGroup;
    }

    /** A message with the kind of place that it is in: the event of a mention in a group does not say so. */
    SlackEvent.Written placed(SlackEvent.Written event) {
        SlackMessage message = event.message();
        boolean group = message.place() == SlackMessage.Place.GROUP;
        synchronized (groups) {
            if (group) {
                groups.put(message.channel(), true);
                return event;
            }
            group = groups.containsKey(message.channel());
        }
        boolean unclear = event.mention() && message.place() == SlackMessage.Place.CHANNEL;
        return group || (unclear && isGroup.test(message.channel()))
                ? new SlackEvent.Written(event.id(), message.in(SlackMessage.Place.GROUP), event.mention())
                : event;
    }

    /** What a message, placed as above, is to Parley; may ask Slack for names. */
    Heard heard(SlackEvent.Written event) {
        SlackMessage message = event.message();
        if (!isFromOthers(message)) {
            return new Heard.Nothing();
        }
        ConversationKey key = key(message);
        if (message.place() == SlackMessage.Place.CHANNEL && !isForParley(event, key)) {
            return new Heard.Nothing();
        }
        String text = text(message);
        Author author = author(message);
        return order(text)
                .<Heard>map(line -> new Heard.Order(key, author, message.externalId(), line))
                .orElseGet(() ->
                        new Heard.Question(new Incoming(key, author, message.externalId(), text, message.writtenAt())));
    }

    /** Whether a person, or a bot other than this one, wrote it. */
    boolean isFromOthers(SlackMessage message) {
        return message.isWritten() && !self.wrote(message);
    }

    /**
     * Where a message belongs. Two questions in a channel are two conversations, each in a thread of its own; direct
     * messages and groups are one conversation each, and one more for each thread there.
     */
    private ConversationKey key(SlackMessage message) {
        return switch (message.place()) {
            case DIRECT -> new ConversationKey(PLATFORM, "", message.channel(), message.threadTs());
            case GROUP -> new ConversationKey(PLATFORM, self.teamId(), message.channel(), message.threadTs());
            case CHANNEL -> new ConversationKey(PLATFORM, self.teamId(), message.channel(), message.root());
        };
    }

    /**
     * A mention is; in the thread of one everything is, until somebody turns to somebody else there: from then on Parley
     * waits for a mention.
     */
    private boolean isForParley(SlackEvent.Written event, ConversationKey key) {
        SlackMessage message = event.message();
        if (event.mention() || SlackInbound.mentions(message.text(), self.userId())) {
            settle(key, message.ts(), true);
            return true;
        }
        if (!message.isInThread() || !conversations.attends(key)) {
            return false;
        }
        boolean forOthers = SlackInbound.mentionsOthers(message.text(), self.userId());
        if (forOthers) {
            settle(key, message.ts(), false);
        }
        return !forOthers && (!message.text().isBlank() || !message.files().isEmpty());
    }

    /** Parley was asked there by other means than a message: it takes part from now on, if that is a thread of a channel. */
    void takesPart(ConversationKey key) {
        if (!key.workspace().isEmpty() && !key.thread().isEmpty() && !conversations.attends(key)) {
            conversations.attend(key, true);
        }
    }

    private void settle(ConversationKey key, String ts, boolean attentive) {
        synchronized (settledBy) {
            String last = settledBy.get(key);
            if (last != null && SlackMessage.instant(last).isAfter(SlackMessage.instant(ts))) {
                return;
            }
            settledBy.put(key, ts);
            if (conversations.attends(key) != attentive) {
                conversations.attend(key, attentive);
            }
        }
    }

    /** What follows the prefix where a command does; other exclamations are questions. */
    private static Optional<String> order(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String line = text.substring(PREFIX.length());
        String word = line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        return Surface.SLACK.commands().stream().anyMatch(each -> each.word().equals(word))
                ? Optional.of(line)
                : Optional.empty();
    }

    /** Who wrote it, under the name that people see. */
    Author author(SlackMessage message) {
        return new Author(
                PLATFORM,
                message.author(),
                message.user().isEmpty()
                                || (message.isFromBot() && !message.username().isEmpty())
                        ? (message.username().isEmpty() ? message.author() : message.username())
                        : names.person(message.user()));
    }

    /** What was written without the mention of Parley, and as people see it. */
    String text(SlackMessage message) {
        return SlackInbound.text(message.text(), self.userId(), names);
    }
}
