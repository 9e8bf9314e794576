package dev.parley.bot.platform.discord;

import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Database;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Generation;
import dev.parley.persistence.InboxEntry;
import dev.parley.persistence.OpenReplies;
import dev.parley.persistence.OpenReply;
import dev.parley.persistence.Turn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier run of Parley left: messages without a reply are answered in the messages that were begun, and replies
 * whose end was stored but perhaps not shown are shown as they are stored.
 */
final class EarlierRun {
    private static final Logger log = LoggerFactory.getLogger(EarlierRun.class);
    private static final int MOST_ATTEMPTS = 3;

    private final Database database;
    private final Responder responder;
    private final Replies replies;
    private final Words words;
    private final List<InboxEntry> unanswered;
    private final List<OpenReplies.Left> unshown;

    /** Reads what there is; to be made before anything new can arrive, which is not of an earlier run. */
    EarlierRun(Database database, Responder responder, Replies replies, Words words) {
        this.database = database;
        this.responder = responder;
        this.replies = replies;
        this.words = words;
        unshown = database.openReplies().ended(DiscordBot.PLATFORM);
        unanswered = database.inbox().unfinished().stream()
                .filter(each -> each.message().key().platform().equals(DiscordBot.PLATFORM))
                .toList();
    }

    /** Goes on with all of it, each on a thread of its own. */
    void takeUp(JDA jda) {
        unanswered.forEach(each -> replies.run(() -> answer(jda, each)));
        unshown.forEach(each -> replies.run(() -> show(jda, each)));
    }

    private void answer(JDA jda, InboxEntry entry) {
        ConversationKey key = entry.message().key();
        if (jda.isUnavailable(parse(key.workspace()))) {
            log.warn("message {} waits for the next start: its server cannot be reached", entry.id());
            return;
        }
        Author asker = entry.message().author();
        boolean forOne = database.openReplies()
                .find(entry.replyTurnId())
                .map(OpenReply::forOne)
                .orElse(false);
        MessageChannel channel = forOne ? direct(jda, asker).orElse(null) : place(jda, entry, asker);
        if (channel == null) {
            boolean _ = database.inbox().fail(entry.id(), "its channel is gone");
            database.openReplies().remove(entry.replyTurnId());
            log.warn("message {} is not answered: its channel is gone", entry.id());
            return;
        }
        ReplyOpener opener = replies.goingOn(channel, entry.message().externalId(), asker, entry.partialText());
        if (entry.attempts() >= MOST_ATTEMPTS) {
            String why = words.say("discord.gave-up");
            opener.open(entry.replyTurnId()).fail(why);
            boolean _ = database.inbox().fail(entry.id(), why);
            return;
        }
        var _ = responder.answer(entry, opener);
    }

    private @Nullable MessageChannel place(JDA jda, InboxEntry entry, Author asker) {
        ConversationKey key = entry.message().key();
        String place = key.thread().isEmpty() ? key.channel() : key.thread();
        return shownIn(jda, entry.replyTurnId())
                .or(() -> channel(jda, place))
                .or(() -> channel(jda, key.channel()))
                .or(() -> key.workspace().isEmpty() ? direct(jda, asker) : Optional.empty())
                .orElse(null);
    }

    private void show(JDA jda, OpenReplies.Left left) {
        OpenReply about = left.reply();
        Turn turn = database.conversations().turn(about.turnId()).orElse(null);
        Author asker = left.asker() != null ? left.asker() : asker(turn);
        Optional<MessageChannel> shared = about.forOne()
                ? Optional.empty()
                : shownIn(jda, about.turnId()).or(() -> channel(jda, about.channel()));
        MessageChannel channel = shared.or(() -> direct(jda, asker)).orElse(null);
        if (channel == null) {
            log.warn("the end of reply {} is not shown: its channel is gone", about.turnId());
            database.openReplies().remove(about.turnId());
            return;
        }
        String text = turn == null ? "" : turn.text();
        Reply reply = replies.goingOn(channel, about.question(), asker, text).open(about.turnId());
        if (turn == null) {
            reply.fail(reason(left));
        } else {
            Generation generation = Objects.requireNonNull(turn.generation());
            reply.complete(new ReplyOutcome(turn.id(), generation.finish(), List.of()));
        }
    }

    /** A reply without a turn and without an entry was regenerated, or is forgotten. */
    private String reason(OpenReplies.Left left) {
        if (left.state() == null) {
            return words.say("discord.cut-off");
        }
        return switch (left.state()) {
            case FAILED, REFUSED -> String.valueOf(left.cause());
            case RECEIVED, ANSWERING, DONE, IGNORED -> words.say("reply.stopped");
        };
    }

    /** Of a reply that was regenerated: who asked the question. */
    private Author asker(@Nullable Turn reply) {
        return Optional.ofNullable(reply)
                .flatMap(each -> database.conversations().turn(Objects.requireNonNull(each.parentId())))
                .map(Turn::author)
                .orElse(new Author(DiscordBot.PLATFORM, "", ""));
    }

    private Optional<MessageChannel> shownIn(JDA jda, UUID turn) {
        return database.deliveries().of(turn).stream()
                .findFirst()
                .map(Delivery::channel)
                .flatMap(each -> channel(jda, each));
    }

    private static Optional<MessageChannel> channel(JDA jda, String id) {
        return Optional.ofNullable(jda.getChannelById(MessageChannel.class, id));
    }

    /** After a start JDA knows no direct messages. */
    private static Optional<MessageChannel> direct(JDA jda, Author person) {
        try {
            return Optional.of(jda.openPrivateChannelById(person.id()).complete());
        } catch (RuntimeException e) {
            log.warn("the direct messages of somebody who asked cannot be opened: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static long parse(String guild) {
        return guild.isEmpty() ? 0 : Long.parseLong(guild);
    }
}
