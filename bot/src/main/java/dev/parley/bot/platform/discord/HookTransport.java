package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.Ticket;
import dev.parley.bot.platform.Transport;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.persistence.Delivery;
import java.util.UUID;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.interactions.InteractionHook;
import org.jspecify.annotations.Nullable;

/**
 * A reply to a slash command or a button. It goes through the interaction's own webhook, which has limits of its own and
 * works where the bot is no member. Its token lives a quarter of an hour: a reply that takes longer goes on as a plain
 * message of the channel.
 */
final class HookTransport implements Transport {
    private final Messaging with;
    private final InteractionHook hook;
    private final UUID turn;
    private final boolean forOne;
    private @Nullable ChannelTransport plain;

    /** What goes through the webhook. */
    private interface Call<T> {
        T make() throws TransportException;
    }

    /**
     * A reply to an interaction that was deferred.
     *
     * @param hook its webhook
     * @param turn the reply's id
     * @param forOne whether it was deferred for who asked alone
     */
    HookTransport(Messaging with, InteractionHook hook, UUID turn, boolean forOne) {
        this.with = with;
        this.hook = hook;
        this.turn = turn;
        this.forOne = forOne;
    }

    @Override
    public Ticket queue(Write write, @Nullable String messageId, @Nullable Shown shown, boolean last) {
        return plain == null
                ? with.pacers().of(hook.getInteraction().getToken()).queue(write, last)
                : plain.queue(write, messageId, shown, last);
    }

    @Override
    public String create(int number, Shown shown) throws TransportException {
        if (plain != null) {
            return plain.create(number, shown);
        }
        Message message = whileItLives(() -> DiscordErrors.call(() -> number == 0
                ? hook.editOriginal(with.text().first(shown)).complete()
                : hook.sendMessage(with.text().create(shown))
                        .setEphemeral(forOne)
                        .complete()));
        with.deliveries().put(new Delivery(DiscordBot.PLATFORM, message.getChannelId(), message.getId(), turn, number));
        return message.getId();
    }

    @Override
    public Shown edit(String messageId, Shown shown) throws TransportException {
        if (plain != null) {
            return plain.edit(messageId, shown);
        }
        var _ = whileItLives(() -> DiscordErrors.call(
                () -> hook.editMessageById(messageId, with.text().edit(shown)).complete()));
        return shown;
    }

    @Override
    public Shown attach(String messageId, Shown shown, String name, String content) throws TransportException {
        if (plain != null) {
            return plain.attach(messageId, shown, name, content);
        }
        var _ = whileItLives(() -> DiscordErrors.call(
                () -> hook.editMessageById(messageId, with.text().edit(shown))
                        .setFiles(ChannelTransport.file(name, content))
                        .complete()));
        return shown;
    }

    @Override
    public void delete(String messageId) throws TransportException {
        if (plain != null) {
            plain.delete(messageId);
            return;
        }
        boolean _ = whileItLives(() -> DiscordErrors.call(() -> {
            hook.deleteMessageById(messageId).complete();
            return true;
        }));
    }

    @Override
    public void tell(String words) throws TransportException {
        with.tell(hook.getJDA(), hook.getInteraction().getUser().getId(), words);
    }

    private <T> T whileItLives(Call<T> call) throws TransportException {
        try {
            return call.make();
        } catch (TransportException e) {
            // What is for one person alone is never shown to all.
            if (!DiscordErrors.isExpired(e)
                    || forOne
                    || !(hook.getInteraction().getChannel() instanceof MessageChannel channel)) {
                throw e;
            }
            plain = new ChannelTransport(
                    with, channel, null, hook.getInteraction().getUser().getId(), turn);
            throw new TransportException(Kind.PASSING, "its token has run out; it goes on as a plain message", e);
        }
    }
}
