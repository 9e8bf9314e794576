package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.Transport;
import dev.parley.bot.platform.TransportException;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import java.util.UUID;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.jspecify.annotations.Nullable;

/** A reply in a channel, a thread or a direct message. */
final class ChannelTransport implements Transport {
    /** Discord takes 25 characters. */
    private static final int NONCE_ID = 22;

    private final MessageChannel channel;
    private final @Nullable String question;
    private final UUID turn;
    private final DiscordText text;
    private final Deliveries deliveries;

    /**
     * A reply.
     *
     * @param channel where
     * @param question the message that it answers; null for none
     * @param turn the reply's id
     */
    ChannelTransport(
            MessageChannel channel, @Nullable String question, UUID turn, DiscordText text, Deliveries deliveries) {
        this.channel = channel;
        this.question = question;
        this.turn = turn;
        this.text = text;
        this.deliveries = deliveries;
    }

    @Override
    public String create(int part, Shown shown) throws TransportException {
        String id = DiscordErrors.call(() -> {
            // The same nonce within some minutes is the same message: what a lost answer hid is not posted twice.
            var send = channel.sendMessage(text.create(shown)).setNonce(nonce(part));
            var reply = part == 0 && question != null
                    ? send.setMessageReference(question).failOnInvalidReply(false)
                    : send;
            return reply.complete().getId();
        });
        deliveries.put(new Delivery(DiscordBot.PLATFORM, channel.getId(), id, turn, part));
        return id;
    }

    @Override
    public void edit(String messageId, Shown shown) throws TransportException {
        DiscordErrors.call(
                () -> channel.editMessageById(messageId, text.edit(shown)).complete());
    }

    private String nonce(int part) {
        return turn.toString().replace("-", "").substring(0, NONCE_ID) + part;
    }
}
