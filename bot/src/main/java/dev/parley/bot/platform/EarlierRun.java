package dev.parley.bot.platform;

import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Database;
import dev.parley.persistence.Generation;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.OpenReplies;
import dev.parley.persistence.OpenReply;
import dev.parley.persistence.Turn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier run of Parley left: messages without a reply are answered in the messages that were begun, and replies
 * whose end was stored but perhaps not shown are shown as they are stored.
 */
public final class EarlierRun {
    private static final Logger log = LoggerFactory.getLogger(EarlierRun.class);
    private static final int MOST_ATTEMPTS = 3;

    private final String platform;
    private final Database database;
    private final Responder responder;
    private final Replies replies;
    private final Words words;
    private final List<InboxEntry> unanswered;
    private final List<OpenReplies.Left> unshown;

    /** Where replies go on; asks the platform, and may block. */
    public interface Places {
        /** Whether the platform can say now whether the place is still there; otherwise the next start asks again. */
        boolean canBeReached(InboxEntry entry);

        /**
         * Where the reply to a message goes on.
         *
         * @param entry the message, with the text that its reply had
         * @param forOne whether only who asked may see it
         * @return empty when the place is gone
         */
        Optional<ReplyOpener> of(InboxEntry entry, boolean forOne);

        /**
         * Where a reply is shown whose making has ended.
         *
         * @param left which
         * @param asker who asked
         * @param turn as it is stored; null: it is not
         * @return empty when the place is gone
         */
        Optional<ReplyOpener> of(OpenReplies.Left left, Author asker, @Nullable Turn turn);

        /** What belongs to a message, read again. */
        Material material(InboxEntry entry);
    }

    /**
     * Reads what there is; to be made before anything new can arrive, which is not of an earlier run.
     *
     * @param platform as in {@link dev.parley.persistence.ConversationKey#platform()}
     */
    public EarlierRun(String platform, Database database, Responder responder, Replies replies, Words words) {
        this.platform = platform;
        this.database = database;
        this.responder = responder;
        this.replies = replies;
        this.words = words;
        unshown = database.openReplies().ended(platform);
        unanswered = database.inbox().unfinished().stream()
                .filter(each -> each.message().key().platform().equals(platform))
                .toList();
    }

    /** Goes on with all of it, each on a thread of its own, in the order in which it was asked. */
    public void takeUp(Places places) {
        for (InboxEntry each : unanswered) {
            replies.inOrder(hasItsPlace -> answer(places, each, hasItsPlace));
        }
        unshown.forEach(each -> replies.run(() -> show(places, each)));
    }

    private void answer(Places places, InboxEntry entry, Runnable hasItsPlace) {
        if (!places.canBeReached(entry)) {
            log.warn("message {} waits for the next start: its place cannot be reached", entry.id());
            return;
        }
        boolean forOne = database.openReplies()
                .find(entry.replyTurnId())
                .map(OpenReply::forOne)
                .orElse(false);
        ReplyOpener opener = places.of(entry, forOne).orElse(null);
        if (opener == null) {
            boolean _ = database.inbox().fail(entry.id(), "its channel is gone");
            database.openReplies().remove(entry.replyTurnId());
            log.warn("message {} is not answered: its channel is gone", entry.id());
            return;
        }
        if (entry.attempts() >= MOST_ATTEMPTS) {
            String why = words.say("reply.gave-up");
            opener.open(entry.replyTurnId()).fail(why);
            boolean _ = database.inbox().fail(entry.id(), why);
            return;
        }
        var _ = responder.answer(entry, places.material(entry), hasItsPlace, opener);
    }

    private void show(Places places, OpenReplies.Left left) {
        OpenReply about = left.reply();
        Turn turn = database.conversations().turn(about.turnId()).orElse(null);
        Author asker = left.asker() != null ? left.asker() : asker(turn);
        ReplyOpener opener = places.of(left, asker, turn).orElse(null);
        if (opener == null) {
            log.warn("the end of reply {} is not shown: its channel is gone", about.turnId());
            database.openReplies().remove(about.turnId());
            return;
        }
        Reply reply = opener.open(about.turnId());
        if (turn == null) {
            reply.fail(reason(left));
        } else {
            Generation generation = Objects.requireNonNull(turn.generation());
            reply.complete(new ReplyOutcome(turn.id(), generation, List.of()));
        }
    }

    /** A reply without a turn and without an entry was regenerated, or is forgotten. */
    private String reason(OpenReplies.Left left) {
        if (left.state() == null) {
            return words.say("reply.cut-off");
        }
        return switch (left.state()) {
            case FAILED, REFUSED -> String.valueOf(left.cause());
            case RECEIVED, ANSWERING, DONE, IGNORED, JOINED -> words.say("reply.stopped");
        };
    }

    /** Of a reply that was regenerated: who asked the question. */
    private Author asker(@Nullable Turn reply) {
        return Optional.ofNullable(reply)
                .flatMap(each -> database.conversations().turn(Objects.requireNonNull(each.parentId())))
                .map(Turn::author)
                .orElse(new Author(platform, "", ""));
    }
}
