package dev.parley.bot.attachment;

import org.jspecify.annotations.Nullable;

/**
 * A file at a message, as the platform describes it; nothing of this is trusted.
 *
 * @param name its name, any characters
 * @param url where it can be fetched
 * @param size in bytes; negative where the platform does not say
 * @param contentType such as {@code text/plain; charset=utf-8}; null where the platform does not say
 */
public record Attachment(
        String name, String url, long size, @Nullable String contentType) {}
