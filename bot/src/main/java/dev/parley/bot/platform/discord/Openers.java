package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.Replies;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.persistence.Author;
import dev.parley.persistence.OpenReply;
import java.util.Objects;
import java.util.UUID;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.interactions.InteractionHook;
import org.jspecify.annotations.Nullable;

/** Where replies are shown on Discord. */
final class Openers {
    private final Replies replies;
    private final Messaging with;

    Openers(Replies replies, Messaging with) {
        this.replies = replies;
        this.with = with;
    }

    /** A reply to a message. */
    ReplyOpener inChannel(MessageChannel channel, @Nullable String question, Author asker) {
        return turn -> replies.open(about(turn, channel, question), asker, transport(turn, channel, question, asker));
    }

    /** A reply that was begun by an earlier run, and the text that it had. */
    ReplyOpener goingOn(MessageChannel channel, @Nullable String question, Author asker, String text) {
        with.pacers().afterAnEarlierRun(channel.getId());
        return turn ->
                replies.goOn(about(turn, channel, question), asker, transport(turn, channel, question, asker), text);
    }

    private static OpenReply about(UUID turn, MessageChannel channel, @Nullable String question) {
        return new OpenReply(turn, DiscordBot.PLATFORM, channel.getId(), question, false);
    }

    private ChannelTransport transport(UUID turn, MessageChannel channel, @Nullable String question, Author asker) {
        return new ChannelTransport(with, channel, question, asker.id(), turn);
    }

    /** A reply to an interaction that was deferred, for all to see. */
    ReplyOpener toInteraction(InteractionHook hook, Author asker) {
        return toInteraction(hook, asker, false);
    }

    /** A reply to an interaction that was deferred; {@code forOne}: so that only who asked sees it. */
    ReplyOpener toInteraction(InteractionHook hook, Author asker, boolean forOne) {
        return turn -> replies.open(
                new OpenReply(turn, DiscordBot.PLATFORM, place(hook), null, forOne),
                asker,
                new HookTransport(with, hook, turn, forOne));
    }

    private static String place(InteractionHook hook) {
        return Objects.requireNonNull(hook.getInteraction().getChannelId());
    }
}
