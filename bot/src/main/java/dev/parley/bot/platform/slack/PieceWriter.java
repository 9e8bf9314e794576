package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.bot.platform.slack.Piece.State;
import dev.parley.bot.platform.slack.Tiers.Step;
import java.util.Set;

/** Does to a message what its turn was waited for, and keeps account of what is there. */
final class PieceWriter {
    /** The workspace, its plan or the app has no streams. */
    private static final Set<String> NO_STREAMS = Set.of(
            "access_denied",
            "deprecated_endpoint",
            "enterprise_is_restricted",
            "feature_disabled",
            "feature_not_enabled",
            "is_bot",
            "method_deprecated",
            "missing_scope",
            "no_permission",
            "not_allowed",
            "not_allowed_token_type",
            "team_access_not_granted",
            "unknown_method");

    /** This place has none. */
    private static final Set<String> NO_STREAMS_HERE = Set.of(
            "cannot_reply_to_message",
            "channel_type_not_supported",
            "messages_tab_disabled",
            "restricted_action_non_threadable_channel");

    /** Slack, or a person there, has ended the stream. */
    private static final Set<String> ENDED = Set.of("message_not_in_streaming_state", "stopped_by_user");

    private final SlackMessaging with;
    private final SlackPlace place;
    private final SlackPosts posts;
    private final Object reply;
    private final Tiers tiers;

    /** @param reply whose messages they are, as the tiers know it */
    PieceWriter(SlackMessaging with, SlackPlace place, SlackPosts posts, Object reply) {
        this.with = with;
        this.place = place;
        this.posts = posts;
        this.reply = reply;
        this.tiers = with.web().tiers();
    }

    /** Writes towards what is wanted; a stream that may be there is looked for first. */
    void write(Piece piece, Shown shown, Step step) throws SlackCallException {
        if (piece.doubt) {
            posts.stray(piece.posted).ifPresent(ts -> {
                posts.remember(ts, piece.part);
                piece.ends(ts);
            });
            piece.doubt = false;
            return;
        }
        switch (step.method()) {
            case Methods.CHAT_START_STREAM -> start(piece, shown);
            case Methods.CHAT_APPEND_STREAM -> append(piece, shown);
            case Methods.CHAT_STOP_STREAM -> stop(piece, shown);
            case Methods.CHAT_DELETE -> deleteControl(piece);
            case Methods.CHAT_UPDATE -> update(piece, shown);
            default -> {}
        }
    }

    /** What the reply is to hear of what is there, when this is wanted. */
    static Shown visible(Piece piece, Shown shown) {
        if (piece.state != State.STREAMING) {
            return piece.visible();
        }
        return Harmless.markdown(shown.text(), false).equals(piece.sent) ? piece.streamed(shown) : Piece.UNFINISHED;
    }

    private void start(Piece piece, Shown shown) throws SlackCallException {
        String safe = Harmless.markdown(shown.text(), false);
        if (safe.isBlank() || safe.length() > SlackText.TEXT_LIMIT) {
            piece.mayStream = false;
            tiers.updates(reply);
            return;
        }
        try {
            String ts = posts.start(safe);
            posts.remember(ts, piece.part);
            piece.stream = ts;
            piece.control = true;
            piece.state = State.STREAMING;
            piece.sent = safe;
            piece.startedAt = tiers.now();
            piece.wroteAt = piece.startedAt;
        } catch (SlackCallException e) {
            tiers.updates(reply);
            if (e.kind() == Kind.PASSING && !e.perhapsDone()) {
                throw e;
            }
            piece.mayStream = false;
            piece.doubt = e.perhapsDone();
            if (NO_STREAMS.contains(e.code())) {
                with.unavailable().note(Unavailable.STREAMS, e.code());
            } else if (NO_STREAMS_HERE.contains(e.code())) {
                with.unavailable().note(Unavailable.STREAMS, place.channel(), e.code());
            }
            if (piece.doubt) {
                throw e;
            }
        }
    }

    private void append(Piece piece, Shown shown) throws SlackCallException {
        String safe = Harmless.markdown(shown.text(), false);
        if (!piece.continues(safe) || safe.length() == piece.sent.length()) {
            // The next turn is to end it.
            return;
        }
        try {
            posts.append(piece.id(), safe.substring(piece.sent.length()));
            piece.sent = safe;
            piece.wroteAt = tiers.now();
        } catch (SlackCallException e) {
            failed(piece, e);
        }
    }

    private void stop(Piece piece, Shown shown) throws SlackCallException {
        boolean over = !shown.buttons().contains(ReplyButton.STOP);
        String safe = Harmless.markdown(shown.text(), over);
        boolean goesOn = piece.state == State.STREAMING && piece.continues(safe);
        try {
            if (goesOn) {
                posts.stop(piece.id(), piece.part, safe.substring(piece.sent.length()), shown);
            } else {
                posts.stop(piece.id());
            }
            piece.settled(goesOn ? shown : null);
        } catch (SlackCallException e) {
            failed(piece, e);
        }
        tiers.updates(reply);
    }

    /** A piece of a stream that failed is never sent again: it may be there. */
    private void failed(Piece piece, SlackCallException e) throws SlackCallException {
        if (ENDED.contains(e.code())) {
            piece.settled(null);
            tiers.updates(reply);
        } else if (e.perhapsDone()) {
            piece.state = State.TO_END;
            throw e;
        } else if (e.kind() == Kind.REFUSED) {
            if (piece.state == State.TO_END) {
                piece.settled(null);
            } else {
                piece.state = State.TO_END;
            }
        } else {
            if (e.kind() == Kind.DELETED && piece.control) {
                tiers.enterCall(Methods.CHAT_DELETE);
                try {
                    deleteControl(piece);
                } finally {
                    tiers.leave(Methods.CHAT_DELETE);
                }
            }
            throw e;
        }
    }

    private void deleteControl(Piece piece) throws SlackCallException {
        try {
            posts.delete(piece.posted);
        } catch (SlackCallException e) {
            if (e.kind() == Kind.PASSING) {
                throw e;
            }
        }
        piece.control = false;
    }

    private void update(Piece piece, Shown shown) throws SlackCallException {
        if (piece.state == State.STREAMING) {
            updateControl(piece, piece.besideStream(shown));
            return;
        }
        try {
            posts.update(piece.id(), piece.part, shown);
            piece.there = shown;
            piece.controlSays = shown.below();
            piece.wroteAt = tiers.now();
        } catch (SlackCallException e) {
            if (!e.code().equals("streaming_state_conflict")) {
                throw e;
            }
            piece.ends(piece.id());
        }
    }

    private void updateControl(Piece piece, String words) throws SlackCallException {
        try {
            posts.update(piece.posted, piece.part, new Shown("", words, Set.of(ReplyButton.STOP)));
            piece.controlSays = words;
        } catch (SlackCallException e) {
            if (e.kind() != Kind.DELETED) {
                throw e;
            }
            piece.control = false;
        }
    }
}
