package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.EarlierRun;
import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.OpenReplies;
import dev.parley.persistence.OpenReply;
import dev.parley.persistence.Turn;
import java.util.Optional;
import java.util.UUID;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the replies of an earlier run go on. */
final class DiscordPlaces implements EarlierRun.Places {
    private static final Logger log = LoggerFactory.getLogger(DiscordPlaces.class);

    private final JDA jda;
    private final Deliveries deliveries;
    private final MessageMaterial material;
    private final Openers openers;

    DiscordPlaces(JDA jda, Deliveries deliveries, MessageMaterial material, Openers openers) {
        this.jda = jda;
        this.deliveries = deliveries;
        this.material = material;
        this.openers = openers;
    }

    @Override
    public boolean canBeReached(InboxEntry entry) {
        String server = entry.message().key().workspace();
        return server.isEmpty() || !jda.isUnavailable(Long.parseLong(server));
    }

    @Override
    public Optional<ReplyOpener> of(InboxEntry entry, boolean forOne) {
        Author asker = entry.message().author();
        return channel(entry, forOne)
                .map(channel -> openers.goingOn(channel, entry.message().externalId(), asker, entry.partialText()));
    }

    @Override
    public Optional<ReplyOpener> of(OpenReplies.Left left, Author asker, @Nullable Turn turn) {
        OpenReply reply = left.reply();
        Optional<MessageChannel> shared =
                reply.forOne() ? Optional.empty() : shownIn(reply.turnId()).or(() -> channel(reply.channel()));
        return shared.or(() -> direct(asker))
                .map(channel -> openers.goingOn(channel, reply.question(), asker, turn == null ? "" : turn.text()));
    }

    @Override
    public Material material(InboxEntry entry) {
        return stop -> {
            Message message = channel(entry, false)
                    .map(channel -> message(channel, entry.message().externalId()))
                    .orElse(null);
            return (message == null ? Material.NONE : material.of(message)).gather(stop);
        };
    }

    /** Of a command's question there is no message to be read again, nor of one that was deleted. */
    private static @Nullable Message message(MessageChannel channel, String id) {
        try {
            return channel.retrieveMessageById(id).complete();
        } catch (RuntimeException e) {
            log.info("a message is answered without what came with it: {}", e.getMessage());
            return null;
        }
    }

    private Optional<MessageChannel> channel(InboxEntry entry, boolean forOne) {
        ConversationKey key = entry.message().key();
        Author asker = entry.message().author();
        if (forOne) {
            return direct(asker);
        }
        String place = key.thread().isEmpty() ? key.channel() : key.thread();
        return shownIn(entry.replyTurnId())
                .or(() -> channel(place))
                .or(() -> channel(key.channel()))
                .or(() -> key.workspace().isEmpty() ? direct(asker) : Optional.empty());
    }

    private Optional<MessageChannel> shownIn(UUID turn) {
        return deliveries.of(turn).stream().findFirst().map(Delivery::channel).flatMap(this::channel);
    }

    private Optional<MessageChannel> channel(String id) {
        return Optional.ofNullable(jda.getChannelById(MessageChannel.class, id));
    }

    /** After a start JDA knows no direct messages. */
    private Optional<MessageChannel> direct(Author person) {
        try {
            return Optional.of(jda.openPrivateChannelById(person.id()).complete());
        } catch (RuntimeException e) {
            log.warn("the direct messages of somebody who asked cannot be opened: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
