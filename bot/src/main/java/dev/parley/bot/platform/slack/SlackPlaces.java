package dev.parley.bot.platform.slack;

import dev.parley.bot.platform.EarlierRun;
import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.OpenReplies;
import dev.parley.persistence.Turn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the replies of an earlier run go on. That a place is gone shows when something is written there. */
final class SlackPlaces implements EarlierRun.Places {
    private final ConversationStore conversations;
    private final Deliveries deliveries;
    private final SlackMaterial material;
    private final SlackOpeners openers;

    SlackPlaces(ConversationStore conversations, Deliveries deliveries, SlackMaterial material, SlackOpeners openers) {
        this.conversations = conversations;
        this.deliveries = deliveries;
        this.material = material;
        this.openers = openers;
    }

    @Override
    public boolean canBeReached(InboxEntry entry) {
        return true;
    }

    @Override
    public Optional<ReplyOpener> of(InboxEntry entry, boolean forOne) {
        Incoming asked = entry.message();
        return Optional.of(openers.goingOn(
                asked.key(),
                SlackMessage.ts(asked.externalId()),
                asked.author(),
                asked.persona(),
                entry.partialText()));
    }

    @Override
    public Optional<ReplyOpener> of(OpenReplies.Left left, Author asker, @Nullable Turn turn) {
        return place(left, turn)
                .map(key ->
                        openers.goingOn(key, left.reply().question(), asker, null, turn == null ? "" : turn.text()));
    }

    /** Where nothing says in which thread it is, a message that is there can be changed all the same. */
    private Optional<ConversationKey> place(OpenReplies.Left left, @Nullable Turn turn) {
        if (turn != null) {
            return conversations.find(turn.conversationId()).map(Conversation::key);
        }
        String thread = left.thread();
        return thread == null && deliveries.of(left.reply().turnId()).isEmpty()
                ? Optional.empty()
                : Optional.of(new ConversationKey(
                        SlackAddressing.PLATFORM, "", left.reply().channel(), thread == null ? "" : thread));
    }

    @Override
    public Material material(InboxEntry entry) {
        return material.again(entry.message());
    }
}
