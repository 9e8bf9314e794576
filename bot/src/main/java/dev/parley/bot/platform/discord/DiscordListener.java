package dev.parley.bot.platform.discord;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Database;
import dev.parley.persistence.Incoming;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.events.message.MessageBulkDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.MessageUpdateEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;

/**
 * What people write on Discord. Events come one at a time, in Discord's order, and none is held up: each message is
 * committed and has its place before the next one is looked at, and is answered on a thread of its own.
 */
final class DiscordListener extends ListenerAdapter {
    private final BooleanSupplier autoThread;
    private final Access access;
    private final Responder responder;
    private final Addressing addressing;
    private final MessageMaterial material;
    private final Threads threads;
    private final Replies replies;
    private final Openers openers;

    DiscordListener(
            BooleanSupplier autoThread,
            Access access,
            Responder responder,
            Database database,
            MessageMaterial material,
            Replies replies,
            Openers openers,
            Words words,
            Clock clock) {
        this.autoThread = autoThread;
        this.access = access;
        this.responder = responder;
        this.addressing = new Addressing(database, clock);
        this.material = material;
        this.threads = new Threads(openers, database.conversations(), words);
        this.replies = replies;
        this.openers = openers;
    }

    @Override
    public void onMessageReceived(MessageReceivedEvent event) {
        Visitor visitor = Visitors.of(event.getMessage());
        Incoming message = addressing.incoming(event.getMessage()).orElse(null);
        if (message == null) {
            access.heard(visitor);
            return;
        }
        Arrival arrival = new Arrival(message, access.decide(visitor), true, material.of(event.getMessage()));
        replies.inOrder(accepted -> access.charge(
                visitor.person(), responder.onMessage(arrival, accepted, opener(event.getMessage(), message))));
    }

    private ReplyOpener opener(Message question, Incoming message) {
        boolean begins = message.key().thread().equals(question.getId());
        return autoThread.getAsBoolean() && begins
                ? threads.inThread(question, message.text(), message.key(), message.author())
                : openers.inChannel(question.getChannel(), question.getId(), message.author());
    }

    /** Discord also sends an update when it adds a preview: then the text is the same, and nothing changes. */
    @Override
    public void onMessageUpdate(MessageUpdateEvent event) {
        String text = Addressing.text(event.getMessage());
        if (Addressing.isWritten(event.getMessage()) && !text.isEmpty()) {
            responder.edited(DiscordBot.PLATFORM, event.getMessageId(), text);
        }
    }

    @Override
    public void onMessageDelete(MessageDeleteEvent event) {
        deleted(List.of(event.getMessageId()));
    }

    @Override
    public void onMessageBulkDelete(MessageBulkDeleteEvent event) {
        deleted(event.getMessageIds());
    }

    private void deleted(List<String> messages) {
        replies.run(() -> messages.forEach(each -> responder.deleted(DiscordBot.PLATFORM, each)));
    }
}
