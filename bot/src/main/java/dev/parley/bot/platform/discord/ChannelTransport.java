package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.Ticket;
import dev.parley.bot.platform.Transport;
import dev.parley.bot.platform.TransportException;
import dev.parley.persistence.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.messages.MessageEditData;
import org.jspecify.annotations.Nullable;

/** A reply in a channel, a thread or a direct message. */
final class ChannelTransport implements Transport {
    /** Discord takes 25 characters. */
    private static final int NONCE_ID = 22;

    private final Messaging with;
    private final MessageChannel channel;
    private final @Nullable String question;
    private final String asker;
    private final UUID turn;
    private final PostedBefore postedBefore;
    /** A message may have been posted without our knowing. */
    private boolean perhapsPosted;

    /**
     * A reply.
     *
     * @param channel where
     * @param question the message that it answers; null for none
     * @param asker the id of who asked
     * @param turn the reply's id
     */
    ChannelTransport(Messaging with, MessageChannel channel, @Nullable String question, String asker, UUID turn) {
        this.with = with;
        this.channel = channel;
        this.question = question;
        this.asker = asker;
        this.turn = turn;
        this.postedBefore = new PostedBefore(with.deliveries(), channel, question, turn);
    }

    @Override
    public List<String> adopt(List<Delivery> deliveries) {
        perhapsPosted = true;
        return Transport.super.adopt(deliveries);
    }

    @Override
    public Ticket queue(Write write, @Nullable String messageId, @Nullable Shown shown, boolean last) {
        return with.pacers().of(channel.getId()).queue(write, last);
    }

    @Override
    public String create(int number, Shown shown) throws TransportException {
        Optional<String> found = perhapsPosted ? postedBefore.find(number, shown) : Optional.empty();
        if (found.isPresent()) {
            Shown _ = edit(found.get(), shown);
        }
        perhapsPosted = found.isEmpty();
        String id = found.isPresent() ? found.get() : post(number, shown);
        perhapsPosted = false;
        with.deliveries().put(new Delivery(DiscordBot.PLATFORM, channel.getId(), id, turn, number));
        return id;
    }

    private String post(int number, Shown shown) throws TransportException {
        return DiscordErrors.call(() -> {
            // The same nonce within some minutes is the same message: what a lost answer hid is not posted twice.
            var send = channel.sendMessage(with.text().create(shown)).setNonce(nonce(number));
            var reply = number == 0 && question != null
                    ? send.setMessageReference(question).failOnInvalidReply(false)
                    : send;
            return reply.complete().getId();
        });
    }

    @Override
    public Shown edit(String messageId, Shown shown) throws TransportException {
        MessageEditData content = with.text().edit(shown);
        opening(() -> channel.editMessageById(messageId, content).complete());
        return shown;
    }

    @Override
    public Shown attach(String messageId, Shown shown, String name, String content) throws TransportException {
        opening(() -> channel.editMessageById(messageId, with.text().edit(shown))
                .setFiles(file(name, content))
                .complete());
        return shown;
    }

    static FileUpload file(String name, String content) {
        return FileUpload.fromData(content.getBytes(StandardCharsets.UTF_8), name);
    }

    @Override
    public void delete(String messageId) throws TransportException {
        opening(() -> channel.deleteMessageById(messageId).complete());
        with.deliveries().remove(DiscordBot.PLATFORM, channel.getId(), messageId);
    }

    @Override
    public void tell(String words) throws TransportException {
        with.tell(channel.getJDA(), asker, words);
    }

    /** A thread that was archived meanwhile is opened again by a new message, but not by an edit. */
    private void opening(Runnable change) throws TransportException {
        try {
            call(change);
        } catch (TransportException e) {
            if (!DiscordErrors.isArchived(e) || !(channel instanceof ThreadChannel thread)) {
                throw e;
            }
            call(() -> thread.getManager().setArchived(false).complete());
            call(change);
        }
    }

    private static void call(Runnable change) throws TransportException {
        boolean _ = DiscordErrors.call(() -> {
            change.run();
            return true;
        });
    }

    private String nonce(int number) {
        return turn.toString().replace("-", "").substring(0, NONCE_ID) + number;
    }
}
