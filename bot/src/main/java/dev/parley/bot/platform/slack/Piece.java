package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.slack.Tiers.Step;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One message of a reply. It is posted, and changed; or its text is streamed into a second message, beside which the first
 * one keeps the status and the button until the stream has ended. Used by its reply's writing thread alone.
 */
final class Piece {
    /** What is there is not all of it: equal to nothing that is wanted. */
    static final Shown UNFINISHED = new Shown("", "\0", Set.of());

    /** How the message stands. */
    enum State {
        /** It can be changed. */
        SETTLED,
        /** Text can be added. */
        STREAMING,
        /** It is a stream of which it is not known what it says; it has to be ended before it can be changed. */
        TO_END
    }

    final String posted;
    final int part;
    private final String writing;
    State state = State.SETTLED;
    /** Where the text is streamed to, or was. */
    @Nullable String stream;
    /** The posted message is still there beside the stream. */
    boolean control;
    /** A stream may have been started. */
    boolean doubt;
    /** It may still become a stream. */
    boolean mayStream;
    /** The reply believes that it says more than it does. */
    boolean owes;
    /** What was streamed. */
    String sent = "";

    String controlSays = "";
    /** When it first had text to show; 0: not yet. */
    long textAt;

    long startedAt;
    long wroteAt;
    /** What the message says; null where that is not known. */
    @Nullable Shown there;

    /**
     * A message that is there.
     *
     * @param posted its {@code ts}
     * @param part which of the reply
     * @param writing what it says while the text is streamed beside it
     */
    Piece(String posted, int part, String writing) {
        this.posted = posted;
        this.part = part;
        this.writing = writing;
    }

    /** The message that has the text. */
    String id() {
        return stream == null ? posted : stream;
    }

    /** What the reply is to hear of what is there. */
    Shown visible() {
        return control || there == null ? UNFINISHED : there;
    }

    /**
     * What would be written by now.
     *
     * @param shown what is wanted, and is no longer than the newest
     * @param safe how its text would go out while more comes
     * @param streamsFrom from when on it may be streamed
     * @param streamsUntil until when a stream is waited for
     * @param endsBefore how long a stream may go on
     */
    Step next(
            Shown shown,
            String safe,
            boolean last,
            long now,
            Tiers tiers,
            String channel,
            long streamsFrom,
            long streamsUntil,
            long endsBefore) {
        if (doubt) {
            return Step.NONE;
        }
        return switch (state) {
            case TO_END -> urgent(Methods.CHAT_STOP_STREAM);
            case STREAMING -> {
                if (last || now - startedAt >= endsBefore || !continues(safe)) {
                    yield urgent(Methods.CHAT_STOP_STREAM);
                }
                if (safe.length() > sent.length()) {
                    yield new Step(Methods.CHAT_APPEND_STREAM, null, false, wroteAt + tiers.betweenAppends());
                }
                yield controlIsOld(shown)
                        ? new Step(Methods.CHAT_UPDATE, null, false, wroteAt + tiers.betweenUpdates())
                        : Step.NONE;
            }
            case SETTLED -> {
                if (control && there != null) {
                    yield urgent(Methods.CHAT_DELETE);
                }
                if (last) {
                    yield urgent(Methods.CHAT_UPDATE);
                }
                if (mayStream && !safe.isBlank()) {
                    if (now - streamsFrom < 0 || (now - streamsUntil < 0 && tiers.hasRoomForStream(now))) {
                        yield new Step(Methods.CHAT_START_STREAM, channel, false, streamsFrom);
                    }
                    mayStream = false;
                }
                yield new Step(Methods.CHAT_UPDATE, null, false, wroteAt + tiers.betweenUpdates());
            }
        };
    }

    /** Whether a text goes on from what was streamed, and Slack takes it. */
    boolean continues(String safe) {
        return safe.startsWith(sent) && safe.length() <= SlackText.TEXT_LIMIT;
    }

    /** Whether the message beside the stream has to say something else. */
    boolean controlIsOld(Shown shown) {
        return control && !besideStream(shown).equals(controlSays);
    }

    /** What the message beside the stream is to say. */
    String besideStream(Shown shown) {
        return shown.below().isEmpty() ? writing : shown.below();
    }

    /** What a stream and the message beside it say, when all of a text is sent. */
    Shown streamed(Shown shown) {
        return controlIsOld(shown) ? UNFINISHED : new Shown(shown.text(), shown.below(), Set.of(ReplyButton.STOP));
    }

    /** A stream, of which it is not known what it says. */
    void ends(String ts) {
        stream = ts;
        control = !ts.equals(posted);
        state = State.TO_END;
        there = null;
    }

    /** The stream is over; {@code said} is what it says, null where that is not known. */
    void settled(@Nullable Shown said) {
        state = State.SETTLED;
        mayStream = false;
        there = said;
    }

    private static Step urgent(String method) {
        return new Step(method, null, true, 0);
    }
}
