package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageReference;
import net.dv8tion.jda.api.entities.MessageType;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the message of a reply that was posted when its answer, or this process, got lost. Discord knows a nonce for some
 * minutes only and does not tell it afterwards; so it is known by the question that it refers to, or by its text.
 */
final class PostedBefore {
    private static final Logger log = LoggerFactory.getLogger(PostedBefore.class);

    /** What Discord gives at once. */
    private static final int PAGE = 100;

    /** More is not read: a reply comes soon after its question. */
    private static final int MOST_PAGES = 10;

    private final Deliveries deliveries;
    private final MessageChannel channel;
    private final @Nullable String question;
    private final UUID turn;

    /** In the place, and to the question, of a {@link ChannelTransport}. */
    PostedBefore(Deliveries deliveries, MessageChannel channel, @Nullable String question, UUID turn) {
        this.deliveries = deliveries;
        this.channel = channel;
        this.question = question;
        this.turn = turn;
    }

    /**
     * Looks for a message that no reply is known to be shown in.
     *
     * @param number as it was to be posted with
     * @param shown what it is to say now
     * @return empty where there is none, or where the channel may not be read
     * @throws TransportException if that cannot be said at the moment
     */
    Optional<String> find(int number, Shown shown) throws TransportException {
        try {
            return DiscordErrors.call(() -> look(number, shown));
        } catch (TransportException e) {
            if (e.kind() == Kind.PASSING) {
                throw e;
            }
            log.info("whether a message is there already cannot be seen: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> look(int number, Shown shown) {
        String after = deliveries.of(turn).stream()
                .filter(each -> each.channel().equals(channel.getId()) && each.part() < number)
                .map(Delivery::messageId)
                .reduce(question, (_, last) -> last);
        if (after == null) {
            return found(channel.getHistory().retrievePast(PAGE).complete(), number, shown);
        }
        for (int page = 0; page < MOST_PAGES; page++) {
            List<Message> messages =
                    channel.getHistoryAfter(after, PAGE).complete().getRetrievedHistory();
            Optional<String> found = found(messages, number, shown);
            if (found.isPresent() || messages.size() < PAGE) {
                return found;
            }
            after = messages.getFirst().getId();
        }
        return Optional.empty();
    }

    private Optional<String> found(List<Message> messages, int number, Shown shown) {
        return messages.stream()
                .filter(each -> each.getAuthor().equals(channel.getJDA().getSelfUser()))
                .filter(each -> isOurs(each, number, shown))
                .map(Message::getId)
                .filter(id -> deliveries
                        .find(DiscordBot.PLATFORM, channel.getId(), id)
                        .isEmpty())
                .findFirst();
    }

    private boolean isOurs(Message message, int number, Shown shown) {
        MessageReference reference = message.getMessageReference();
        if (reference != null) {
            return number == 0 && reference.getMessageId().equals(question);
        }
        if (message.getType() != MessageType.DEFAULT) {
            return false;
        }
        String there = DiscordText.withoutLine(message.getContentRaw());
        String wanted = shown.text().strip();
        // Only the first message begins without text.
        return there.isEmpty()
                ? number == 0
                : !wanted.isEmpty() && (there.startsWith(wanted) || wanted.startsWith(there));
    }
}
