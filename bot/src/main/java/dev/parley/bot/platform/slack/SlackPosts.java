package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import com.slack.api.model.Message;
import com.slack.api.model.Message.Metadata;
import com.slack.api.model.ResponseMetadata;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.slack.SlackPlace.Dress;
import dev.parley.persistence.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages of one reply, as calls of Slack. Those that write have had their turn. */
final class SlackPosts {
    /** What our messages of replies are marked with. */
    static final String REPLY = "parley_reply";

    private static final String TURN = "turn";
    private static final String PART = "part";
    private static final int PAGE = 200;

    private static final Set<String> BAD_BLOCKS =
            Set.of("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long");

    private final SlackMessaging with;
    private final SlackPlace place;
    private final UUID turn;

    /** What writes a message of its own form. */
    private interface Write<T> {
        T make() throws SlackCallException;
    }

    SlackPosts(SlackMessaging with, SlackPlace place, UUID turn) {
        this.with = with;
        this.place = place;
        this.turn = turn;
    }

    /** Posts a message; answers its {@code ts}. */
    String post(int part, Shown shown) throws SlackCallException {
        Dress dress = dress();
        return adapting(
                shown,
                dress != null,
                () -> with.web()
                        .callNow(
                                Methods.CHAT_POST_MESSAGE,
                                client -> client.chatPostMessage(post -> post.channel(place.channel())
                                        .threadTs(place.thread())
                                        .username(dress == null ? null : dress.name())
                                        .iconEmoji(dress == null ? null : dress.icon())
                                        .text(SlackText.fallback(shown))
                                        .blocks(with.text()
                                                .blocks(
                                                        shown,
                                                        with.unavailable().takes()))
                                        .metadata(metadata(part))
                                        .unfurlLinks(false)
                                        .unfurlMedia(false)))
                        .getTs());
    }

    /** How a new message is dressed, where the workspace lets Parley choose that. */
    private @Nullable Dress dress() {
        return with.unavailable().is(Unavailable.DRESS) ? null : place.dress();
    }

    /** Changes a message. */
    void update(String ts, int part, Shown shown) throws SlackCallException {
        String _ = adapting(
                shown,
                false,
                () -> with.web()
                        .callNow(
                                Methods.CHAT_UPDATE,
                                client -> client.chatUpdate(update -> update.channel(place.channel())
                                        .ts(ts)
                                        .text(SlackText.fallback(shown))
                                        .blocks(with.text()
                                                .blocks(
                                                        shown,
                                                        with.unavailable().takes()))
                                        .metadata(metadata(part))
                                        .parse("none")
                                        .linkNames(false)))
                        .getTs());
    }

    /** Removes a message; one that is gone already is fine. */
    void delete(String ts) throws SlackCallException {
        try {
            var _ = with.web()
                    .callNow(
                            Methods.CHAT_DELETE,
                            client -> client.chatDelete(
                                    delete -> delete.channel(place.channel()).ts(ts)));
        } catch (SlackCallException e) {
            if (!e.code().equals("message_not_found")) {
                throw e;
            }
        }
        with.deliveries().remove(SlackAddressing.PLATFORM, place.channel(), ts);
    }

    /** Starts a stream in the thread; answers its {@code ts}. */
    String start(String markdown) throws SlackCallException {
        Dress dress = dress();
        return adapting(
                new Shown("", "", Set.of()),
                dress != null,
                () -> with.web()
                        .callNow(
                                Methods.CHAT_START_STREAM,
                                client -> client.chatStartStream(start -> start.channel(place.channel())
                                        .threadTs(place.thread())
                                        .username(dress == null ? null : dress.name())
                                        .iconEmoji(dress == null ? null : dress.icon())
                                        .recipientUserId(place.asker())
                                        .recipientTeamId(place.askerTeam())
                                        .markdownText(markdown)))
                        .getTs());
    }

    /** Adds to a stream. */
    void append(String ts, String markdown) throws SlackCallException {
        var _ = with.web()
                .callNow(
                        Methods.CHAT_APPEND_STREAM,
                        client -> client.chatAppendStream(
                                append -> append.channel(place.channel()).ts(ts).markdownText(markdown)));
    }

    /** Ends a stream with the rest of its text and what stands below. */
    void stop(String ts, int part, String rest, Shown shown) throws SlackCallException {
        String _ = adapting(
                shown,
                false,
                () -> with.web()
                        .callNow(
                                Methods.CHAT_STOP_STREAM,
                                client -> client.chatStopStream(stop -> stop.channel(place.channel())
                                        .ts(ts)
                                        .markdownText(rest.isEmpty() ? null : rest)
                                        .blocks(with.text()
                                                .below(shown, with.unavailable().takes()))
                                        .metadata(metadata(part))))
                        .getTs());
    }

    /** Ends a stream as it is. */
    void stop(String ts) throws SlackCallException {
        var _ = with.web()
                .callNow(
                        Methods.CHAT_STOP_STREAM,
                        client -> client.chatStopStream(
                                stop -> stop.channel(place.channel()).ts(ts)));
    }

    /** Puts a file into the thread. */
    void upload(String name, String content) throws SlackCallException {
        with.upload(place.channel(), place.thread(), name, content.getBytes(StandardCharsets.UTF_8), null);
    }

    /** The message that this reply's part was posted as, if it was. */
    Optional<String> posted(int part) throws SlackCallException {
        return mine("", each -> {
                    Metadata marks = each.getMetadata();
                    return marks != null
                            && REPLY.equals(marks.getEventType())
                            && turn.toString().equals(marks.getEventPayload().get(TURN))
                            && marks.getEventPayload().get(PART) instanceof Number number
                            && number.intValue() == part;
                })
                .map(Message::getTs);
    }

    /** A stream of ours that nobody knows of: it was started, and then the answer or this process got lost. */
    Optional<String> stray(String after) throws SlackCallException {
        return mine(
                        after,
                        each -> each.getMetadata() == null
                                && (each.getFiles() == null || each.getFiles().isEmpty())
                                && with.deliveries()
                                        .find(SlackAddressing.PLATFORM, place.channel(), each.getTs())
                                        .isEmpty())
                .map(Message::getTs);
    }

    /** Whether a file of this name is there. */
    boolean hasFile(String name) throws SlackCallException {
        return mine(
                        "",
                        each -> each.getFiles() != null
                                && each.getFiles().stream().anyMatch(file -> name.equals(file.getName())))
                .isPresent();
    }

    /** Remembers which message shows a part. */
    void remember(String ts, int part) {
        with.deliveries().put(new Delivery(SlackAddressing.PLATFORM, place.channel(), ts, turn, part));
    }

    private Optional<Message> mine(String after, Predicate<Message> which) throws SlackCallException {
        String oldest = !after.isEmpty() ? after : place.question();
        String cursor = "";
        do {
            Page page = page(oldest, cursor);
            Optional<Message> found = page.messages.stream()
                    .filter(each -> with.botUser().equals(each.getUser()))
                    .filter(each -> oldest == null || each.getTs().compareTo(oldest) > 0)
                    .filter(which)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            cursor = page.next;
        } while (!cursor.isEmpty());
        return Optional.empty();
    }

    private record Page(List<Message> messages, String next) {}

    private Page page(@Nullable String oldest, String cursor) throws SlackCallException {
        String thread = place.thread();
        if (thread == null) {
            var answer = with.web()
                    .call(
                            Methods.CONVERSATIONS_HISTORY,
                            client -> client.conversationsHistory(ask -> ask.channel(place.channel())
                                    .oldest(oldest)
                                    .cursor(cursor.isEmpty() ? null : cursor)
                                    .limit(PAGE)
                                    .includeAllMetadata(true)));
            return new Page(answer.getMessages(), oldest == null ? "" : next(answer.getResponseMetadata()));
        }
        var answer = with.web()
                .call(
                        Methods.CONVERSATIONS_REPLIES,
                        client -> client.conversationsReplies(ask -> ask.channel(place.channel())
                                .ts(thread)
                                .oldest(oldest)
                                .cursor(cursor.isEmpty() ? null : cursor)
                                .limit(PAGE)
                                .includeAllMetadata(true)));
        return new Page(answer.getMessages(), next(answer.getResponseMetadata()));
    }

    private static String next(@Nullable ResponseMetadata metadata) {
        return metadata == null || metadata.getNextCursor() == null ? "" : metadata.getNextCursor();
    }

    /** What the workspace does not take is left out from now on, and the write is to be tried again. */
    private <T> T adapting(Shown shown, boolean dressed, Write<T> write) throws SlackCallException {
        try {
            return write.make();
        } catch (SlackCallException e) {
            SlackText.Takes takes = with.unavailable().takes();
            if (dressed && e.code().equals("missing_scope")) {
                with.unavailable().note(Unavailable.DRESS, e.code());
            } else if (BAD_BLOCKS.contains(e.code())
                    && takes.feedback()
                    && shown.buttons().contains(ReplyButton.GOOD)) {
                with.unavailable().note(Unavailable.FEEDBACK, e.code());
            } else if (BAD_BLOCKS.contains(e.code())
                    && takes.markdown()
                    && !shown.text().isBlank()) {
                with.unavailable().note(Unavailable.MARKDOWN, e.code());
            } else {
                throw e;
            }
            throw SlackCallException.again(e);
        }
    }

    private Metadata metadata(int part) {
        return Metadata.builder()
                .eventType(REPLY)
                .eventPayload(Map.of(TURN, turn.toString(), PART, part))
                .build();
    }
}
