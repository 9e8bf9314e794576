package dev.parley.bot.attachment;

import static dev.parley.bot.attachment.FileServer.head;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.attachment.ReadAttachments.TextFile;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.Cancellation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fetched, from where, and how much of it. */
class AttachmentReaderTest {
    private final FileServer server = new FileServer();
    private final FileServer elsewhere = new FileServer();
    private AttachmentReader reader = reader(AttachmentLimits.usual());

    private AttachmentReader reader(AttachmentLimits limits) {
        return new AttachmentReader(
                limits,
                Origins.ofHosts("cdn.discordapp.com").and(server.origin()),
                Map.of("Authorization", "Bearer secret"),
                Words.english());
    }

    /** Small enough to be passed in a test. */
    private void limit(int files, int bytes, int characters, Duration fetching) {
        reader.close();
        reader = reader(new AttachmentLimits(files, bytes, bytes, characters, fetching, 1, Duration.ofSeconds(60), 64));
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        server.close();
        elsewhere.close();
    }

    private ReadAttachments read(Attachment... attachments) throws InterruptedException {
        return reader.read(List.of(attachments), new Cancellation());
    }

    private Attachment text(String path) {
        return at(server.url(path), "notes.txt", 5);
    }

    private static Attachment at(String url, String name, long size) {
        return new Attachment(name, url, size, null);
    }

    @Test
    void readsATextFileAndSaysNothing() throws Exception {
        server.file("/a", "hello".getBytes(UTF_8));

        assertThat(read(text("/a")))
                .isEqualTo(new ReadAttachments(List.of(new TextFile("notes.txt", "hello")), List.of()));
    }

    @Test
    void takesAPageForNoFile() throws Exception {
        server.status("/a", "200 OK", "Content-Type: text/html; charset=utf-8", "Content-Length: 0");

        assertThat(read(text("/a")))
                .isEqualTo(new ReadAttachments(
                        List.of(),
                        List.of("notes.txt was not read: instead of the file, the chat platform sent a page to sign in"
                                + " on.")));
    }

    @Test
    void takesAPageWhereOneWasAttached() throws Exception {
        server.on("/a", out -> {
            head(out, "200 OK", "Content-Type: text/html", "Content-Length: 9");
            out.write("<p>hi</p>".getBytes(UTF_8));
        });

        assertThat(read(at(server.url("/a"), "page.html", 9)).files())
                .containsExactly(new TextFile("page.html", "<p>hi</p>"));
    }

    @Test
    void sendsTheHeadersThatItWasGiven() throws Exception {
        server.file("/a", "hello".getBytes(UTF_8));
        read(text("/a"));

        assertThat(server.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.headers()).containsEntry("authorization", "Bearer secret"));
    }

    static Stream<byte[]> sameText() {
        return Stream.of(
                "Grüße – schön".getBytes(UTF_8),
                "\uFEFFGrüße – schön".getBytes(UTF_8),
                "\uFEFFGrüße – schön".getBytes(UTF_16LE),
                "\uFEFFGrüße – schön".getBytes(UTF_16BE),
                "Grüße – schön".getBytes(Charset.forName("windows-1252")));
    }

    @ParameterizedTest
    @MethodSource("sameText")
    void understandsSeveralEncodings(byte[] bytes) throws Exception {
        server.file("/a", bytes);

        assertThat(read(text("/a")).files())
                .singleElement()
                .extracting(TextFile::text)
                .isEqualTo("Grüße – schön");
    }

    @Test
    void readsNoBinaryThatIsCalledText() throws Exception {
        server.file("/nul", new byte[] {'M', 'Z', 0, 3, 0, 0});
        server.file("/control", new byte[] {1, 2, 3, (byte) 0xE4, 5});
        server.file("/cyrillic", "Съешь ещё этих мягких булок".getBytes(Charset.forName("windows-1251")));
        server.file("/utf32", "hi".getBytes(Charset.forName("UTF-32LE")));

        var read = read(text("/nul"), text("/control"), text("/cyrillic"), text("/utf32"));
        assertThat(read.files()).isEmpty();
        assertThat(read.notes()).hasSize(4).containsOnly("notes.txt cannot be read: what is in it is no text.");
    }

    @Test
    void fetchesNoPicture() throws Exception {
        server.file("/a", "hello".getBytes(UTF_8));

        assertThat(read(
                                at(server.url("/a"), "picture.png", 5),
                                new Attachment("picture", server.url("/a"), 5, "image/png"))
                        .notes())
                .containsExactly(
                        "picture.png cannot be read: only text, code and PDF files can.",
                        "picture cannot be read: only text, code and PDF files can.");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void fetchesNothingThatIsToldToBeTooLarge() throws Exception {
        server.file("/a", "hello".getBytes(UTF_8));

        assertThat(read(at(server.url("/a"), "notes.txt", 2_000_001)).notes())
                .containsExactly("notes.txt was not read: it is larger than 2 MB.");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void stopsAtAHeadThatSaysMoreThanThePlatform() throws Exception {
        server.on("/a", out -> head(out, "200 OK", "Content-Length: 2000001"));

        assertThat(read(text("/a")).notes()).containsExactly("notes.txt was not read: it is larger than 2 MB.");
    }

    @Test
    void hangsUpOnABodyWithoutEnd() throws Exception {
        server.endless("/a");

        assertThat(read(text("/a")).notes()).containsExactly("notes.txt was not read: it is larger than 2 MB.");
    }

    @Test
    void takesNoHalfFile() throws Exception {
        server.on("/a", out -> {
            head(out, "200 OK", "Content-Length: 100");
            out.write("half".getBytes(UTF_8));
        });

        assertThat(read(text("/a")).notes()).containsExactly("notes.txt was not read: the connection broke.");
    }

    @Test
    void waitsForADrippingServerAsLongAsItIsAllowedTo() throws Exception {
        limit(5, 1000, 1000, Duration.ofSeconds(1));
        server.drip("/a");

        assertThat(read(text("/a")).notes()).containsExactly("notes.txt was not read: it did not come within 1 s.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 Not Found             | notes.txt was not read: the chat platform has it no more.",
                "403 Forbidden             | notes.txt was not read: the chat platform has it no more.",
                "500 Internal Server Error | notes.txt was not read: the chat platform answered with status 500.",
                "204 No Content            | notes.txt was not read: the chat platform answered with status 204."
            })
    void saysWhatTheServerSaid(String status, String note) throws Exception {
        server.status("/a", status);

        assertThat(read(text("/a"))).isEqualTo(new ReadAttachments(List.of(), List.of(note)));
    }

    @Test
    void asksNobodyElse() throws Exception {
        elsewhere.file("/a", "hello".getBytes(UTF_8));

        assertThat(read(at(elsewhere.url("/a"), "notes.txt", 5)).notes())
                .containsExactly("notes.txt was not read: it does not lie with the chat platform itself.");
        assertThat(elsewhere.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cdn.discordapp.com/a.txt",
                "https://cdn.discordapp.com:8443/a.txt",
                "https://cdn.discordapp.com.evil.example/a.txt",
                "https://evil.example/cdn.discordapp.com/a.txt",
                "https://cdn.discordapp.com@evil.example/a.txt",
                "https://user@cdn.discordapp.com/a.txt",
                "https://discordapp.com/a.txt",
                "file:///etc/passwd",
                "cdn.discordapp.com/a.txt",
                "https:///a.txt",
                "not an address",
                ""
            })
    void fetchesFromNoOtherAddress(String url) throws Exception {
        assertThat(read(at(url, "notes.txt", 5)).notes())
                .containsExactly("notes.txt was not read: it does not lie with the chat platform itself.");
    }

    @Test
    void followsARedirectToTheSameServer() throws Exception {
        server.status("/a", "302 Found", "Location: /b");
        server.file("/b", "hello".getBytes(UTF_8));

        assertThat(read(text("/a")).files()).containsExactly(new TextFile("notes.txt", "hello"));
    }

    @Test
    void followsNoRedirectToElsewhere() throws Exception {
        server.status("/a", "302 Found", "Location: " + elsewhere.url("/a"));
        elsewhere.file("/a", "hello".getBytes(UTF_8));

        assertThat(read(text("/a")).notes())
                .containsExactly("notes.txt was not read: it does not lie with the chat platform itself.");
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void doesNotRunInACircle() throws Exception {
        server.status("/a", "302 Found", "Location: /a");

        assertThat(read(text("/a")).notes())
                .containsExactly("notes.txt was not read: the chat platform answered with status 302.");
    }

    @Test
    void readsOnlySoManyFiles() throws Exception {
        server.file("/a", "hello".getBytes(UTF_8));
        var read = read(IntStream.range(0, 7).mapToObj(_ -> text("/a")).toArray(Attachment[]::new));

        assertThat(read.files()).hasSize(5);
        assertThat(read.notes()).containsExactly("Only the first 5 of 7 files were read.");
    }

    @Test
    void cutsALongTextAndNoCharacterInHalf() throws Exception {
        limit(5, 1000, 5, Duration.ofSeconds(20));
        server.file("/a", "1234😀6789".getBytes(UTF_8));

        assertThat(read(text("/a")))
                .isEqualTo(new ReadAttachments(
                        List.of(new TextFile("notes.txt", "1234")),
                        List.of("Only the first 4 characters of notes.txt were read.")));
    }

    @Test
    void saysThatAFileIsEmpty() throws Exception {
        server.file("/a", new byte[0]);
        server.file("/b", " \n".getBytes(UTF_8));

        assertThat(read(text("/a"), text("/b")).notes()).hasSize(2).containsOnly("notes.txt is empty.");
    }

    @Test
    void showsNamesWithoutTricks() throws Exception {
        server.file("/a", "hello".getBytes(UTF_8));

        assertThat(read(at(server.url("/a"), "a\u202Etxt.\u200Bexe\u0007\n\u001B[2J.txt", 5))
                        .files())
                .containsExactly(new TextFile("atxt.exe [2J.txt", "hello"));
    }

    @Test
    void comesBackAtOnceWhenNobodyWaitsAnyMore() throws Exception {
        server.drip("/a");
        var cancellation = new Cancellation();
        var reading = reading(List.of(text("/a"), text("/a")), cancellation);
        await().until(() -> !server.requests().isEmpty());
        cancellation.cancel();

        assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(new ReadAttachments(List.of(), List.of()));
        assertThat(server.requests()).hasSize(1);
    }

    private CompletableFuture<ReadAttachments> reading(List<Attachment> attachments, Cancellation cancellation) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return reader.read(attachments, cancellation);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://mirror.example/api", "http://127.0.0.1/api", "ftp://127.0.0.1:21/", "/api"})
    void takesNoOriginThatOthersCouldListenTo(String address) {
        assertThatThrownBy(() -> Origins.ofHosts("cdn.discordapp.com").and(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Main.java, -, TEXT",
                "Makefile, -, TEXT",
                "a.xyz, application/octet-stream, TEXT",
                "app.ts, video/mp2t, TEXT",
                "table.csv, application/vnd.ms-excel, TEXT",
                "drawing.svg, image/svg+xml, TEXT",
                "data.json, application/json; charset=utf-8, TEXT",
                "a.pdf, application/pdf, PDF",
                "a.PDF, -, PDF",
                "a, application/pdf, PDF",
                "a.pdf, image/png, OTHER",
                "notes.txt, image/png, OTHER",
                "film.mp4, -, OTHER",
                "song, audio/mpeg, OTHER",
                "a.tar.gz, application/octet-stream, OTHER",
                "program.exe, text/plain, OTHER",
                "letter.docx, -, OTHER"
            })
    void tellsKindsByNameAndType(String name, @Nullable String type, FileKind kind) {
        assertThat(FileKind.of(name, type)).isEqualTo(kind);
    }

    @Test
    void keepsBothEndsOfALongName() {
        assertThat(Stream.of("x".repeat(500) + ".java", " ", "\u0000").map(FileNames::shown))
                .containsExactly("x".repeat(40) + "…" + "x".repeat(34) + ".java", "?", "?");
    }
}
