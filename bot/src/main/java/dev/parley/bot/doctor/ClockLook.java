package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This machine's clock, against that of a platform, by the header {@code Date} of its answer (RFC 9110, 6.6.1: to the
 * second); against the file system's where no platform answers.
 *
 * @param clock this machine's
 * @param platforms addresses that answer anybody, by the platform's name
 * @param folder that can be written
 */
record ClockLook(InstantSource clock, Map<String, URI> platforms, Path folder) implements Look {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** The header says whole seconds, and the answer is under way for a while. */
    private static final Duration BLUR = Duration.ofSeconds(5);

    /** Slack's signed requests are refused when they are five minutes old. */
    private static final Duration TOO_MUCH = Duration.ofMinutes(2);

    @Override
    public List<Finding> look() throws InterruptedException {
        for (var each : platforms.entrySet()) {
            Optional<Instant> theirs = date(each.getValue());
            if (theirs.isPresent()) {
                return List.of(of(Duration.between(theirs.get(), clock.instant()), each.getKey() + "'s", true));
            }
        }
        try {
            Path file = Files.createTempFile(folder, ".clock", "");
            Instant written = Files.getLastModifiedTime(file).toInstant();
            Files.delete(file);
            return List.of(of(Duration.between(written, clock.instant()), "the file system's", false));
        } catch (IOException e) {
            // The check of the folders says that they cannot be written.
            return List.of();
        }
    }

    private static Finding of(Duration ahead, String whose, boolean platform) {
        Duration off = ahead.abs();
        if (off.compareTo(BLUR) < 0) {
            return new Finding.Well("the same as " + whose + ", within " + BLUR.toSeconds() + " s");
        }
        String words = "This machine's clock is " + words(off) + (ahead.isNegative() ? " behind " : " ahead of ")
                + whose + ".";
        String fix = platform
                ? "Let the network set it: sudo timedatectl set-ntp true, or chronyd; a container has its host's clock."
                : "Let the network set both clocks: this machine's, and that of whatever the folder is mounted from.";
        return platform && off.compareTo(TOO_MUCH) > 0
                ? new Finding.Wrong(words, fix, ExitCode.PLATFORM)
                : new Finding.Warning(words, fix);
    }

    private static String words(Duration off) {
        long seconds = Math.round(off.toMillis() / 1000.0);
        return seconds < 120 ? seconds + " s" : Math.round(seconds / 60.0) + " minutes";
    }

    private static Optional<Instant> date(URI address) throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            return http.send(request, BodyHandlers.discarding())
                    .headers()
                    .firstValue("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
