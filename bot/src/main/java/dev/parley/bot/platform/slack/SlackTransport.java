package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.Ticket;
import dev.parley.bot.platform.Transport;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.slack.Piece.State;
import dev.parley.bot.platform.slack.Tiers.Place;
import dev.parley.bot.platform.slack.Tiers.Step;
import dev.parley.persistence.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply in a channel's thread or in direct messages. Its first message is posted at once; when text comes for longer
 * than two seconds and Slack has room for one more stream, the text is streamed beside it, and the first message goes
 * when the stream has ended. Otherwise, and after the stream, messages are changed.
 */
final class SlackTransport implements Transport {
    /** A reply that is whole by then needs no stream. */
    private static final long STREAMS_AFTER = Duration.ofSeconds(2).toNanos();

    /** So long a stream waits for its turn in the channel. */
    private static final long STREAM_PATIENCE = Duration.ofSeconds(5).toNanos();

    private final SlackMessaging with;
    private final SlackPlace place;
    private final SlackPosts posts;
    private final PieceWriter writer;
    private final Tiers tiers;
    private final long openedAt;
    private final Map<String, Piece> pieces = new HashMap<>();
    /** A part may have been posted without our knowing. */
    private boolean perhapsPosted;

    private boolean perhapsUploaded;
    private @Nullable Place turn;

    /** A reply that is new. */
    SlackTransport(SlackMessaging with, SlackPlace place, UUID turnId) {
        this.with = with;
        this.place = place;
        this.posts = new SlackPosts(with, place, turnId);
        this.tiers = with.web().tiers();
        this.writer = new PieceWriter(with, place, posts, this);
        this.openedAt = tiers.now();
    }

    @Override
    public List<String> adopt(List<Delivery> deliveries) {
        perhapsPosted = true;
        perhapsUploaded = true;
        Map<Integer, List<String>> parts = new TreeMap<>();
        for (Delivery each : deliveries) {
            if (each.channel().equals(place.channel())) {
                parts.computeIfAbsent(each.part(), _ -> new ArrayList<>()).add(each.messageId());
            }
        }
        List<String> ids = new ArrayList<>();
        parts.forEach((part, messages) -> {
            messages.sort(Comparator.naturalOrder());
            Piece piece = piece(messages.getFirst(), part);
            if (messages.size() > 1) {
                piece.ends(messages.getLast());
            } else {
                piece.doubt = part == 0 && place.thread() != null;
            }
            pieces.put(piece.posted, piece);
            ids.add(piece.posted);
        });
        tiers.updates(this);
        return ids;
    }

    @Override
    public Ticket queue(Write write, @Nullable String messageId, @Nullable Shown shown, boolean last) {
        Place place = switch (write) {
            case CREATE -> queue(Methods.CHAT_POST_MESSAGE, this.place.channel(), last);
            case DELETE -> queue(Methods.CHAT_DELETE, null, true);
            case EDIT -> toEdit(pieces.get(messageId), shown, last);
        };
        turn = place;
        return place;
    }

    private Place queue(String method, @Nullable String channel, boolean last) {
        return tiers.queue(this, last, true, (isLast, _) -> new Step(method, channel, isLast, 0));
    }

    private Place toEdit(@Nullable Piece piece, @Nullable Shown shown, boolean last) {
        if (piece == null || shown == null) {
            return queue(Methods.CHAT_UPDATE, null, last);
        }
        String safe = Harmless.markdown(shown.text(), false);
        if (piece.textAt == 0 && !safe.isBlank()) {
            piece.textAt = tiers.now();
        }
        long streamsFrom = openedAt + STREAMS_AFTER;
        long streamsUntil = Math.max(streamsFrom, piece.textAt) + STREAM_PATIENCE;
        return tiers.queue(
                this,
                last,
                false,
                (isLast, now) -> piece.next(
                        shown,
                        safe,
                        isLast,
                        now,
                        tiers,
                        place.channel(),
                        streamsFrom,
                        streamsUntil,
                        with.streamLife().toNanos()));
    }

    @Override
    public String create(int number, Shown shown) throws TransportException {
        tiers.updates(this);
        boolean mayStream = number == 0
                && place.thread() != null
                && shown.buttons().contains(ReplyButton.STOP)
                && !with.unavailable().is(Unavailable.STREAMS, place.channel());
        // What it begins with is streamed, too.
        Shown first =
                mayStream && !shown.text().isBlank() ? new Shown("", with.text().writing(), shown.buttons()) : shown;
        String ts = perhapsPosted ? posted(number, first) : null;
        if (ts == null) {
            perhapsPosted = true;
            try {
                ts = posts.post(number, first);
            } catch (SlackCallException e) {
                perhapsPosted = e.perhapsDone();
                throw e;
            }
        }
        perhapsPosted = false;
        posts.remember(ts, number);
        Piece piece = piece(ts, number);
        piece.there = first;
        piece.controlSays = first.below();
        piece.wroteAt = tiers.now();
        piece.mayStream = mayStream;
        piece.owes = !first.equals(shown);
        pieces.put(ts, piece);
        return ts;
    }

    private Piece piece(String ts, int part) {
        return new Piece(ts, part, with.text().writing());
    }

    private @Nullable String posted(int number, Shown shown) throws SlackCallException {
        Optional<String> found = posts.posted(number);
        if (found.isPresent()) {
            tiers.enterCall(Methods.CHAT_UPDATE);
            try {
                posts.update(found.get(), number, shown);
            } finally {
                tiers.leave(Methods.CHAT_UPDATE);
            }
        }
        return found.orElse(null);
    }

    @Override
    public Shown edit(String messageId, Shown shown) throws TransportException {
        Piece piece = pieces.computeIfAbsent(messageId, id -> piece(id, 0));
        writer.write(piece, shown, turn == null ? Step.NONE : turn.granted());
        piece.owes = false;
        return PieceWriter.visible(piece, shown);
    }

    @Override
    public Shown attach(String messageId, Shown shown, String name, String content) throws TransportException {
        Shown there = edit(messageId, shown);
        if (!there.equals(shown)) {
            return there;
        }
        if (perhapsUploaded && posts.hasFile(name)) {
            return shown;
        }
        perhapsUploaded = true;
        try {
            posts.upload(name, content);
        } catch (SlackCallException e) {
            perhapsUploaded = e.perhapsDone();
            throw e;
        }
        return shown;
    }

    @Override
    public long freshFor(String messageId) {
        Piece piece = pieces.get(messageId);
        if (piece != null && piece.owes) {
            return 0;
        }
        return piece == null || piece.state != State.STREAMING
                ? Long.MAX_VALUE
                : piece.startedAt + with.streamLife().toNanos() - tiers.now();
    }

    @Override
    public void delete(String messageId) throws TransportException {
        Piece piece = pieces.get(messageId);
        posts.delete(piece == null ? messageId : piece.id());
        pieces.remove(messageId);
    }

    @Override
    public void tell(String words) throws TransportException {
        with.tell(place.asker(), words);
    }

    @Override
    public void over() {
        tiers.over(this);
    }
}
