package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.Transport;
import dev.parley.bot.platform.TransportException;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import java.util.UUID;
import net.dv8tion.jda.api.interactions.InteractionHook;

/**
 * A reply to a slash command or a button. It goes through the interaction's own webhook, which has limits of its own and
 * works where the bot is no member.
 */
final class HookTransport implements Transport {
    private final InteractionHook hook;
    private final UUID turn;
    private final DiscordText text;
    private final Deliveries deliveries;

    /**
     * A reply to an interaction that was deferred.
     *
     * @param hook its webhook
     * @param turn the reply's id
     */
    HookTransport(InteractionHook hook, UUID turn, DiscordText text, Deliveries deliveries) {
        this.hook = hook;
        this.turn = turn;
        this.text = text;
        this.deliveries = deliveries;
    }

    @Override
    public String create(int part, Shown shown) throws TransportException {
        var message = DiscordErrors.call(() -> part == 0
                ? hook.editOriginal(text.edit(shown)).complete()
                : hook.sendMessage(text.create(shown)).complete());
        deliveries.put(new Delivery(DiscordBot.PLATFORM, message.getChannelId(), message.getId(), turn, part));
        return message.getId();
    }

    @Override
    public void edit(String messageId, Shown shown) throws TransportException {
        DiscordErrors.call(
                () -> hook.editMessageById(messageId, text.edit(shown)).complete());
    }
}
