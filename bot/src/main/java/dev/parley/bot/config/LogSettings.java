package dev.parley.bot.config;

/**
 * What goes into the log, and where that is.
 *
 * @param level the least important lines that are kept
 * @param format what a line looks like
 * @param to where the lines of {@code run} and {@code engine serve} go
 * @param fileSize the size at which the file is closed and gzipped
 * @param files how many closed ones are kept; with them the log takes at most (files + 1) times the size
 */
public record LogSettings(
        @Setting(value = "error, warn, info or debug; debug includes people's texts", fallback = "info", live = true)
        LogLevel level,

        @Setting(value = "text for people, json for programs", fallback = "text")
        LogFormat format,

        @Setting(value = "file, or stdout for a service manager or a container", fallback = "file")
        LogTarget to,

        @Setting(
                value = "size at which the file is closed and gzipped",
                fallback = "10 MB",
                min = 100 << 10,
                max = 1L << 30)
        ByteSize fileSize,

        @Setting(value = "closed files that are kept", fallback = "5", min = 1, max = 100, unit = "files")
        int files) {}
