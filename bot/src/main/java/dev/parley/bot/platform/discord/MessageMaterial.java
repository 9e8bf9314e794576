package dev.parley.bot.platform.discord;

import dev.parley.bot.attachment.Attachment;
import dev.parley.bot.attachment.AttachmentReader;
import dev.parley.bot.attachment.ReadAttachments;
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
 * What belongs to a message that is for Parley: its files, and what people had said before it, which is the messages that
 * it replies to, one after the other, or the last ones of its thread. What Parley said or answered itself is in its own
 * log, so the way back ends there.
 */
final class MessageMaterial {
    private static final Logger log = LoggerFactory.getLogger(MessageMaterial.class);

    private static final int LONGEST_CHAIN = 20;
    private static final int LONGEST_THREAD = 50;

    private final Deliveries deliveries;
    private final AttachmentReader attachments;
    private final Words words;

    MessageMaterial(Deliveries deliveries, AttachmentReader attachments, Words words) {
        this.deliveries = deliveries;
        this.attachments = attachments;
        this.words = words;
    }

    /** What goes with a message that somebody wrote to Parley. */
    Material of(Message message) {
        Fetching said = List::of;
        if (message.getType() == MessageType.INLINE_REPLY && message.getMessageReference() != null) {
            said = () -> chain(repliedTo(message));
        } else if (message.getChannel() instanceof ThreadChannel) {
            said = () -> thread(message);
        }
        return gathering(message, said);
    }

    /** A message with the messages that it replies to; without them where it stands alone. */
    Material upTo(Message message) {
        return gathering(message, () -> chain(message));
    }

    /** A message alone. */
    Material only(Message message) {
        return gathering(message, () -> List.of(message));
    }

    private interface Fetching {
        List<Message> fetch();
    }

    private Material gathering(Message message, Fetching fetching) {
        return stop -> {
            List<String> notes = new ArrayList<>();
            List<Quotation> said = said(fetching, notes);
            ReadAttachments read = attachments.read(
                    message.getAttachments().stream()
                            .map(each -> new Attachment(
                                    each.getFileName(), each.getUrl(), each.getSize(), each.getContentType()))
                            .toList(),
                    stop);
            notes.addAll(read.notes());
            return new Gathered(said, read.files(), notes);
        };
    }

    private List<Quotation> said(Fetching fetching, List<String> notes) {
        List<Message> messages;
        try {
            messages = fetching.fetch();
        } catch (RuntimeException e) {
            log.info("earlier messages cannot be read: {}", e.getMessage());
            notes.add(words.say("material.no-history"));
            return List.of();
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
        if (hidden > 0) {
            notes.add(words.say("material.hidden", hidden));
        }
        return said;
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
            if (shown != null && Addressing.isWritten(shown)) {
                said.addFirst(shown);
            }
        }
        return List.copyOf(said);
    }

    private static boolean isOurs(Message message) {
        return message.getAuthor().equals(message.getJDA().getSelfUser());
    }
}
