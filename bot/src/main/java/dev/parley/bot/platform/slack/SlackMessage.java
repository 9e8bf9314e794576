package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as Slack describes it, in events, histories and shortcuts alike. What Slack leaves out is empty.
 *
 * @param channel where it stands
 * @param place the kind of that channel
 * @param ts its time stamp, which with the channel is its name
 * @param threadTs the first message of its thread
 * @param subtype what kind of message it is
 * @param user who wrote it
 * @param botId the bot that wrote it
 * @param username the name under which a bot wrote it
 * @param team the workspace of who wrote it
 * @param text as Slack has it, with marks and escapes
 * @param files what is attached
 */
record SlackMessage(
        String channel,
        Place place,
        String ts,
        String threadTs,
        String subtype,
        String user,
        String botId,
        String username,
        String team,
        String text,
        List<SlackFile> files) {
    /** A bot that writes under another name, as Parley's personas do, has a kind of its own. */
    private static final Set<String> BY_PEOPLE =
            Set.of("", "bot_message", "file_share", "thread_broadcast", "me_message");

    private static final int MICROS = 6;
    private static final String TIME_STAMP = "[0-9]{1,12}(\\.[0-9]{1,6})?";

    /** Slack's own user, which says what Slack has to say. */
    private static final String SLACKBOT = "USLACKBOT";

    /** The kinds of channels. */
    enum Place {
        /** Public and private channels. */
        CHANNEL,
        /** Messages between one person and Parley. */
        DIRECT,
        /** Messages between several people and Parley. */
        GROUP;

        static Place of(String type, String channel) {
            return switch (type) {
                case "im" -> DIRECT;
                case "mpim" -> GROUP;
                // A mention does not say; only direct messages have an id of their own kind.
                default -> channel.startsWith("D") ? DIRECT : CHANNEL;
            };
        }
    }

    SlackMessage {
        files = List.copyOf(files);
    }

    /** The message in an event, which says where it stands. */
    static SlackMessage of(JsonNode event) {
        String channel = event.path("channel").asText();
        return of(event, channel, Place.of(event.path("channel_type").asText(), channel));
    }

    /** A message of a channel. */
    static SlackMessage of(JsonNode message, String channel, Place place) {
        List<SlackFile> files = new ArrayList<>();
        message.path("files").forEach(each -> files.add(SlackFile.of(each)));
        String name = message.path("username").asText();
        return new SlackMessage(
                channel,
                place,
                message.path("ts").asText(),
                message.path("thread_ts").asText(),
                message.path("subtype").asText(),
                message.path("user").asText(),
                message.path("bot_id").asText(),
                name.isEmpty() ? message.path("bot_profile").path("name").asText() : name,
                message.path("user_team").asText(message.path("team").asText()),
                message.path("text").asText(),
                files);
    }

    /** The same message in a place of this kind. */
    SlackMessage in(Place kind) {
        return new SlackMessage(channel, kind, ts, threadTs, subtype, user, botId, username, team, text, files);
    }

    /** Whether people, or bots that write as people do, wrote it; Slack's notices are none. */
    boolean isWritten() {
        return BY_PEOPLE.contains(subtype) && !ts.isEmpty() && !author().isEmpty() && !user.equals(SLACKBOT);
    }

    /** Whether a program wrote it. */
    boolean isFromBot() {
        return !botId.isEmpty();
    }

    /** Who wrote it: the user, or the bot that is none. */
    String author() {
        return user.isEmpty() ? botId : user;
    }

    /** Whether it is in a thread and not the first one there. */
    boolean isInThread() {
        return !threadTs.isEmpty() && !threadTs.equals(ts);
    }

    /** The first message of the thread that an answer to this one belongs to. */
    String root() {
        return threadTs.isEmpty() ? ts : threadTs;
    }

    /** Its id on all of Slack: a time stamp is one in its channel only. */
    String externalId() {
        return externalId(channel, ts);
    }

    /** The id of a message. */
    static String externalId(String channel, String ts) {
        return channel + ":" + ts;
    }

    /** The time stamp in such an id; null where it stands for something else than a message. */
    static @Nullable String ts(String externalId) {
        String ts = externalId.substring(externalId.indexOf(':') + 1);
        return ts.matches(TIME_STAMP) ? ts : null;
    }

    /** When it was written, to the microsecond. */
    Instant writtenAt() {
        return instant(ts);
    }

    /**
     * The time that a time stamp stands for.
     *
     * @param ts such as {@code 1700000000.123456}
     * @throws IllegalArgumentException if it is none
     */
    static Instant instant(String ts) {
        int dot = ts.indexOf('.');
        if (!ts.matches(TIME_STAMP)) {
            throw new IllegalArgumentException("no time stamp of Slack's: " + ts);
        }
        String seconds = dot < 0 ? ts : ts.substring(0, dot);
        String micros = dot < 0 ? "0" : ts.substring(dot + 1);
        return Instant.ofEpochSecond(
                Long.parseLong(seconds), Long.parseLong(micros + "0".repeat(MICROS - micros.length())) * 1000);
    }
}
