package dev.parley.bot.platform.discord;

import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.Material.Gathered;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Quotation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageReference;
import net.dv8tion.jda.api.entities.MessageType;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people had said before a message that is for Parley: the messages that it replies to, one after the other, or the
 * last ones of its thread. What Parley said or answered itself is in its own log, so the way back ends there.
 */
final class Preceding {
    private static final Logger log = LoggerFactory.getLogger(Preceding.class);

    private static final int LONGEST_CHAIN = 20;
    private static final int LONGEST_THREAD = 50;

    private final Deliveries deliveries;
    private final Words words;

    Preceding(Deliveries deliveries, Words words) {
        this.deliveries = deliveries;
        this.words = words;
    }

    /** What goes with a message that somebody wrote to Parley. */
    Material before(Message message) {
        if (message.getType() == MessageType.INLINE_REPLY && message.getMessageReference() != null) {
            return _ -> quoted(() -> chain(repliedTo(message)));
        }
        return message.getChannel() instanceof ThreadChannel ? _ -> quoted(() -> thread(message)) : Material.NONE;
    }

    /** A message with the messages that it replies to; without them where it stands alone. */
    Material upTo(Message message) {
        return _ -> quoted(() -> chain(message));
    }

    /** A message alone. */
    Material only(Message message) {
        return _ -> quoted(() -> List.of(message));
    }

    private interface Fetching {
        List<Message> fetch();
    }

    private Gathered quoted(Fetching fetching) {
        List<Message> messages;
        try {
            messages = fetching.fetch();
        } catch (RuntimeException e) {
            log.info("earlier messages cannot be read: {}", e.getMessage());
            return new Gathered(List.of(), List.of(), List.of(words.say("material.no-history")));
        }
        List<Quotation> said = new ArrayList<>();
        int hidden = 0;
        for (Message each : messages) {
            String text = Addressing.text(each);
            if (!text.isEmpty()) {
                said.add(new Quotation(Addressing.author(each.getAuthor(), each.getMember()), each.getId(), text));
            } else if (each.getAttachments().isEmpty()
                    && each.getStickers().isEmpty()
                    && each.getEmbeds().isEmpty()) {
                // Without the intent Discord leaves the words out.
                hidden++;
            }
        }
        List<String> notes = hidden == 0 ? List.of() : List.of(words.say("material.hidden", hidden));
        return new Gathered(said, List.of(), notes);
    }

    /** From a message back along its replies, the oldest first. */
    private List<Message> chain(@Nullable Message newest) {
        Deque<Message> chain = new ArrayDeque<>();
        Message at = newest;
        while (at != null && chain.size() < LONGEST_CHAIN && !isOurs(at)) {
            chain.addFirst(at);
            at = repliedTo(at);
        }
        return List.copyOf(chain);
    }

    private @Nullable Message repliedTo(Message message) {
        Message known = message.getReferencedMessage();
        MessageReference reference = message.getMessageReference();
        if (known != null || reference == null || message.getType() != MessageType.INLINE_REPLY) {
            return known;
        }
        return deliveries
                        .find(DiscordBot.PLATFORM, reference.getChannelId(), reference.getMessageId())
                        .isPresent()
                ? null
                : message.getChannel()
                        .retrieveMessageById(reference.getMessageId())
                        .complete();
    }

    /** The thread's messages since Parley's last one. */
    private static List<Message> thread(Message message) {
        Deque<Message> said = new ArrayDeque<>();
        for (Message each : message.getChannel()
                .getHistoryBefore(message, LONGEST_THREAD)
                .complete()
                .getRetrievedHistory()) {
            if (isOurs(each)) {
                break;
            }
            Message shown = each.getType() == MessageType.THREAD_STARTER_MESSAGE ? each.getReferencedMessage() : each;
            if (shown != null && (Addressing.isWritten(shown))) {
                said.addFirst(shown);
            }
        }
        return List.copyOf(said);
    }

    private static boolean isOurs(Message message) {
        return message.getAuthor().equals(message.getJDA().getSelfUser());
    }
}
