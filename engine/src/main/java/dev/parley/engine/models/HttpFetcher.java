package dev.parley.engine.models;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one address into a partial file. It goes on from what is there with {@code Range} and {@code If-Range} (RFC 9110,
 * 14.2 and 13.1.5), so that a file that changed meanwhile begins anew, and tries again after broken connections.
 */
final class HttpFetcher {

    private final WebClient web;
    private final DownloadLimits limits;
    private final DiskSpace disk;
    private final LongSupplier nanoTime;

    HttpFetcher(WebClient web, DownloadLimits limits, DiskSpace disk, LongSupplier nanoTime) {
        this.web = web;
        this.limits = limits;
        this.disk = disk;
        this.nanoTime = nanoTime;
    }

    /** One address to fetch: where, as whom, and what it must be. */
    record Task(
            String source,
            URI address,
            @Nullable String token,
            Expected expected,
            PartialFile part,
            Consumer<PullEvent> events) {

        /** The address as the note beside the part keeps it. */
        String origin() {
            return SafeAddress.shown(address);
        }
    }

    /**
     * Fetches until the part is complete.
     *
     * @throws SourceException if this source cannot deliver it
     * @throws DownloadException if no source could: the disk is full or cannot be written
     */
    Fetched fetch(Task task) throws SourceException, InterruptedException {
        int failures = 0;
        long furthest = task.part().size();
        while (true) {
            try {
                return attempt(task);
            } catch (SourceException e) {
                // Only what goes beyond the best attempt counts: a server without ranges could else go on for ever.
                failures = task.part().size() > furthest ? 1 : failures + 1;
                furthest = Math.max(furthest, task.part().size());
                if (!e.isWorthRetrying() || failures >= limits.attempts()) {
                    throw e;
                }
                task.events().accept(new PullEvent.Retrying(task.source(), String.valueOf(e.getMessage())));
                Thread.sleep(limits.backOff().multipliedBy(1L << (failures - 1)));
            }
        }
    }

    private Fetched attempt(Task task) throws SourceException, InterruptedException {
        try {
            Optional<String> validator = task.part().validator(task.origin());
            long have = validator.isPresent() ? task.part().size() : 0;
            try (var answer = web.get(task.address(), headers(have, validator), task.token())) {
                return receive(task, answer, have);
            }
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw SourceException.lasting(hostOf(task) + ": " + Reasons.of(e), e);
        } catch (SSLHandshakeException e) {
            throw SourceException.lasting(hostOf(task) + ": no secure connection: " + Reasons.of(e), e);
        } catch (IOException e) {
            throw SourceException.passing("the connection broke: " + Reasons.of(e), e);
        }
    }

    private static Map<String, String> headers(long have, Optional<String> validator) {
        var headers = new HashMap<String, String>();
        headers.put("Accept-Encoding", "identity");
        validator.ifPresent(v -> {
            headers.put("Range", "bytes=" + have + "-");
            headers.put("If-Range", v);
        });
        return headers;
    }

    private Fetched receive(Task task, WebClient.Answer answer, long have)
            throws SourceException, IOException, InterruptedException {
        var fetched =
                new Fetched(checksum(answer), answer.ownHeader("X-Repo-Commit").orElse(null));
        switch (answer.status()) {
            case 200 -> save(task, answer, fetched, 0, length(answer));
            case 206 -> {
                var range = ContentRange.of(answer);
                if (range.start() != have) {
                    task.part().delete();
                    throw SourceException.passing("it sent another part than was asked for");
                }
                save(task, answer, fetched, have, range.total());
            }
            case 416 -> {
                if (ContentRange.of(answer).total() != have) {
                    task.part().delete();
                    throw SourceException.passing("what had been fetched before does not fit");
                }
            }
            default -> throw refusal(task, answer.status());
        }
        return fetched;
    }

    private void save(Task task, WebClient.Answer answer, Fetched fetched, long start, long total)
            throws SourceException, IOException, InterruptedException {
        requireExpected(task, fetched, total);
        var part = task.part();
        disk.require(part.folder(), total - start);
        try (var file = start > 0 ? part.goOn() : part.begin(task.origin(), validatorOf(answer))) {
            var progress = new Progress(task.events(), nanoTime, total, start);
            long done = start;
            for (var piece = answer.body().next();
                    piece != null;
                    piece = answer.body().next()) {
                done += write(file, piece, task);
                if (total >= 0 && done > total) {
                    break;
                }
                progress.reached(done);
            }
            progress.ended(done);
            if (total >= 0 && done != total) {
                if (done > total) {
                    part.delete();
                }
                throw SourceException.passing("it sent %,d bytes instead of %,d".formatted(done, total));
            }
        }
    }

    private static void requireExpected(Task task, Fetched fetched, long total) throws SourceException {
        var expected = task.expected();
        if (expected.sha256() != null
                && fetched.sha256() != null
                && !expected.sha256().equals(fetched.sha256())) {
            throw SourceException.lasting("it offers another file: its sha256 is %s instead of %s"
                    .formatted(fetched.sha256(), expected.sha256()));
        }
        if (expected.exactSize() >= 0 && total >= 0 && total != expected.exactSize()) {
            throw SourceException.lasting(
                    "it offers another file: %,d bytes instead of %,d".formatted(total, expected.exactSize()));
        }
    }

    private static long write(FileChannel file, List<ByteBuffer> piece, Task task) {
        long written = 0;
        try {
            for (var buffer : piece) {
                while (buffer.hasRemaining()) {
                    written += file.write(buffer);
                }
            }
            return written;
        } catch (IOException e) {
            throw FileTrouble.writing(task.part().path(), e);
        }
    }

    /** The hub names a large file's sha256 as the ETag of what it links to, in quotes. */
    private static @Nullable String checksum(WebClient.Answer answer) {
        return answer.ownHeader("X-Linked-Etag")
                .map(tag -> tag.replace("\"", "").toLowerCase(Locale.ROOT))
                .filter(Sha256::isOne)
                .orElse(null);
    }

    private static long length(WebClient.Answer answer) {
        return answer.number("Content-Length")
                .orElse(answer.ownNumber("X-Linked-Size").orElse(-1));
    }

    /** A strong ETag, else the date: a weak one does not promise the same bytes. */
    private static Optional<String> validatorOf(WebClient.Answer answer) {
        return answer.header("ETag").filter(tag -> !tag.startsWith("W/")).or(() -> answer.header("Last-Modified"));
    }

    private static SourceException refusal(Task task, int status) {
        String said = hostOf(task) + " answered " + status;
        return switch (status) {
            case 401, 403 ->
                SourceException.lasting(
                        task.token() == null
                                ? said + ": the repository is private, gated or gone; if you have access, set HF_TOKEN"
                                : said
                                        + ": the token in HF_TOKEN has no access; accept the model's licence on its page first");
            case 404, 410 -> SourceException.lasting(said + ": there is no such file");
            case 408, 425, 429 -> SourceException.passing(said + ": it is busy");
            default ->
                status >= 500 ? SourceException.passing(said + ": it is out of order") : SourceException.lasting(said);
        };
    }

    private static String hostOf(Task task) {
        return String.valueOf(task.address().getHost());
    }
}
