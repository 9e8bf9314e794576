package dev.parley.bot.platform.slack;

import dev.parley.bot.access.Visitor;
import dev.parley.bot.words.Languages;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;

/** Who gives commands, presses buttons and fills in forms: their name and language, where they are, what they may do. */
final class Callers {
    private final SlackSelf self;
    private final People people;
    private final Channels channels;
    private final SlackVisitors visitors;
    private final Languages languages;

    Callers(SlackSelf self, People people, Channels channels, SlackVisitors visitors, Languages languages) {
        this.self = self;
        this.people = people;
        this.channels = channels;
        this.visitors = visitors;
        this.languages = languages;
    }

    /**
     * Somebody.
     *
     * @param author by name
     * @param visitor in the terms of those who decide
     * @param words in the language that they read
     */
    record Caller(Author author, Visitor visitor, Words words) {
        /** The id of the user. */
        String id() {
            return author.id();
        }
    }

    /**
     * Who it is; waits a moment for Slack at most.
     *
     * @param user the id of the user
     * @param team the workspace that Slack says they come from; empty where it does not
     * @param channel where; empty for a place that is only between them and Parley, such as the Home tab
     */
    Caller of(String user, String team, String channel) {
        boolean direct = channel.isEmpty() || isDirect(channel);
        return new Caller(
                new Author(SlackAddressing.PLATFORM, user, people.person(user)),
                visitors.of(user, team, channel, direct),
                languages.of(people.of(user).locale()));
    }

    /** Who wrote a message. */
    Caller of(SlackMessage message, Author author) {
        return new Caller(
                author,
                visitors.of(message),
                languages.of(people.of(message.user()).locale()));
    }

    /** What somebody typed after a command, as people see it. */
    String text(String typed) {
        return SlackInbound.text(typed, self.userId(), people);
    }

    private boolean isDirect(String channel) {
        return Channels.isDirect(channel) || channels.of(channel).group();
    }

    /** The place without any thread: a direct message's, or that of a channel in which many conversations go on. */
    ConversationKey place(String channel) {
        return new ConversationKey(
                SlackAddressing.PLATFORM, Channels.isDirect(channel) ? "" : self.teamId(), channel, "");
    }

    /** A place in a thread; an empty one is none. */
    ConversationKey place(String channel, String thread) {
        ConversationKey place = place(channel);
        return new ConversationKey(place.platform(), place.workspace(), channel, thread);
    }

    /** Whether a place is one conversation: a thread, or direct messages of one person or several. */
    boolean isOwn(ConversationKey place) {
        return !place.thread().isEmpty() || place.workspace().isEmpty() || isDirect(place.channel());
    }

    /** Whether somebody may change what holds for a channel: who made it, and who administers the workspace. */
    boolean managesChannel(String user, String channel) {
        return Channels.isDirect(channel)
                || managesWorkspace(user)
                || channels.of(channel).creator().equals(user);
    }

    /** Whether somebody may change what holds for everybody; who administers another workspace may not. */
    boolean managesWorkspace(String user) {
        People.Known known = people.of(user);
        return known.admin() && !known.guest();
    }
}
