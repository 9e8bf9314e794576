package dev.parley.bot.platform.discord.fake;

import java.util.List;
import java.util.stream.Stream;

/**
 * A message that a person is about to send.
 *
 * @param text its content
 * @param replyTo the message that it answers, or 0
 * @param ping whether the answered author is mentioned
 * @param files what is attached
 * @param sticker whether it carries a sticker
 * @param type Discord's message type; a reply becomes 19 by itself
 */
public record Draft(String text, long replyTo, boolean ping, List<Upload> files, boolean sticker, int type) {
    /** Plain text. */
    public static Draft of(String text) {
        return new Draft(text, 0, true, List.of(), false, 0);
    }

    /** The same as a reply that mentions the author of {@code message}. */
    public Draft replyingTo(long message) {
        return new Draft(text, message, true, files, sticker, 19);
    }

    /** The same as a reply with the ping off. */
    public Draft silentlyReplyingTo(long message) {
        return new Draft(text, message, false, files, sticker, 19);
    }

    /** The same with one more file. */
    public Draft with(Upload file) {
        return new Draft(
                text,
                replyTo,
                ping,
                Stream.concat(files.stream(), Stream.of(file)).toList(),
                sticker,
                type);
    }

    /** The same with a sticker. */
    public Draft withSticker() {
        return new Draft(text, replyTo, ping, files, true, type);
    }

    /** The same as a message of another type, for example 6 for "pinned a message". */
    public Draft ofType(int other) {
        return new Draft(text, replyTo, ping, files, sticker, other);
    }
}
