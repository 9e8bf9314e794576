package dev.parley.bot.platform.slack.fake;

import java.nio.charset.StandardCharsets;

/**
 * A file that a person shares.
 *
 * @param name with its ending
 * @param mimetype such as text/plain
 * @param filetype Slack's own word for the kind, such as text, pdf or png
 * @param bytes what is in it
 */
public record FakeFile(String name, String mimetype, String filetype, byte[] bytes) {
    /** A text file. */
    public static FakeFile text(String name, String content) {
        return new FakeFile(name, "text/plain", "text", content.getBytes(StandardCharsets.UTF_8));
    }
}
