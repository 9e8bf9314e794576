package dev.parley.bot.platform.discord;

import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Turn;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageReference;
import net.dv8tion.jda.api.entities.MessageType;
import net.dv8tion.jda.api.entities.User;
import net.dv8tion.jda.api.entities.channel.Channel;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are for Parley, and where they belong: every direct message, a mention, a reply to one of its messages.
 * Text of any other message is not looked at.
 */
final class Addressing {
    private final Deliveries deliveries;
    private final ConversationStore conversations;
    private final Clock clock;

    Addressing(Database database, Clock clock) {
        this.deliveries = database.deliveries();
        this.conversations = database.conversations();
        this.clock = clock;
    }

    /** The message as Parley takes it in; empty when it is for somebody else. */
    Optional<Incoming> incoming(Message message) {
        if (!isWritten(message)) {
            return Optional.empty();
        }
        Optional<Turn> answered = message.getType() == MessageType.INLINE_REPLY
                ? shownBy(message.getMessageReference())
                : Optional.empty();
        Optional<Turn> goesOnFrom = answered.or(() -> answeredBefore(message));
        ConversationKey key = goesOnFrom
                .flatMap(turn -> conversations.find(turn.conversationId()))
                .map(Conversation::key)
                .orElseGet(() -> fresh(message));
        if (message.isFromGuild() && answered.isEmpty() && !isForParley(message, key)) {
            return Optional.empty();
        }
        Incoming incoming = new Incoming(
                key, author(message.getAuthor(), message.getMember()), message.getId(), text(message), clock.instant());
        return Optional.of(
                incoming.under(goesOnFrom.map(turn -> branch(turn, key)).orElse(null)));
    }

    /** Whether a person or a bot other than this one wrote it; Discord's own notices are none. */
    static boolean isWritten(Message message) {
        User author = message.getAuthor();
        return (message.getType() == MessageType.DEFAULT || message.getType() == MessageType.INLINE_REPLY)
                && !author.equals(message.getJDA().getSelfUser())
                && !author.isSystem()
                && !message.isWebhookMessage();
    }

    /**
     * A mention is; in a thread that Parley opened every message is, until somebody turns to somebody else there: from
     * then on it waits for a mention.
     */
    private boolean isForParley(Message message, ConversationKey key) {
        boolean ownThread = message.getChannel() instanceof ThreadChannel thread
                && thread.getOwnerIdLong() == message.getJDA().getSelfUser().getIdLong();
        if (mentions(message)) {
            if (ownThread) {
                conversations.attend(key, true);
            }
            return true;
        }
        if (!ownThread || !conversations.attends(key)) {
            return false;
        }
        boolean forOthers = !message.getMentions().getUsers().isEmpty()
                || !message.getMentions().getRoles().isEmpty()
                || message.getMentions().mentionsEveryone();
        if (forOthers) {
            conversations.attend(key, false);
        }
        // Without the intent Discord leaves the words out: there is nothing to answer.
        return !forOthers
                && (!message.getContentRaw().isBlank()
                        || !message.getAttachments().isEmpty());
    }

    /** A reply to the newest turn goes on with the conversation; one to an older turn branches off. */
    private @Nullable UUID branch(Turn turn, ConversationKey key) {
        return turn.id().equals(conversations.current(key).head()) ? null : turn.id();
    }

    /** Somebody replies to a colleague who had replied to Parley: the conversation is the same. */
    private Optional<Turn> answeredBefore(Message message) {
        Message replied = message.getType() == MessageType.INLINE_REPLY ? message.getReferencedMessage() : null;
        return replied == null ? Optional.empty() : shownBy(replied.getMessageReference());
    }

    /** The turn that a message of Parley's shows. */
    private Optional<Turn> shownBy(@Nullable MessageReference reference) {
        return reference == null
                ? Optional.empty()
                : deliveries
                        .find(DiscordBot.PLATFORM, reference.getChannelId(), reference.getMessageId())
                        .map(Delivery::turnId)
                        .flatMap(conversations::turn);
    }

    private static boolean mentions(Message message) {
        return message.getMentions().getUsers().contains(message.getJDA().getSelfUser());
    }

    /** Two questions in a channel are two conversations; a thread and a direct message are one each. */
    private static ConversationKey fresh(Message message) {
        ConversationKey place = place(message.isFromGuild() ? message.getGuild() : null, message.getChannel());
        return message.isFromGuild() && place.thread().isEmpty()
                ? new ConversationKey(place.platform(), place.workspace(), place.channel(), message.getId())
                : place;
    }

    /** The key of a place: a direct message's, a thread's, or that of a channel without any conversation's root. */
    static ConversationKey place(@Nullable Guild guild, Channel channel) {
        if (guild == null) {
            return new ConversationKey(DiscordBot.PLATFORM, "", channel.getId(), "");
        }
        return channel instanceof ThreadChannel thread
                ? new ConversationKey(
                        DiscordBot.PLATFORM,
                        guild.getId(),
                        thread.getParentChannel().getId(),
                        thread.getId())
                : new ConversationKey(DiscordBot.PLATFORM, guild.getId(), channel.getId(), "");
    }

    static Author author(User user, @Nullable Member member) {
        return new Author(
                DiscordBot.PLATFORM,
                user.getId(),
                member == null ? user.getEffectiveName() : member.getEffectiveName());
    }

    /** What was written without the mention of Parley, and with names in place of Discord's numbers. */
    static String text(Message message) {
        String text = message.getContentRaw();
        String self = message.getJDA().getSelfUser().getId();
        text = text.replaceAll("<@!?" + self + ">", "");
        for (User each : message.getMentions().getUsers()) {
            text = text.replaceAll(
                    "<@!?" + each.getId() + ">", Matcher.quoteReplacement("@" + each.getEffectiveName()));
        }
        for (MessageChannel each : message.getMentions().getChannels(GuildMessageChannel.class)) {
            text = text.replace("<#" + each.getId() + ">", "#" + each.getName());
        }
        return text.strip();
    }
}
