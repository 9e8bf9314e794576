package dev.parley.bot.attachment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.attachment.PdfAnswer.Rest;
import dev.parley.bot.attachment.ReadAttachments.TextFile;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PDF files in the process that reads them: good ones, and those that are made to do harm. */
class PdfTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FileServer server = new FileServer();

    @AfterEach
    void leavesNoProcess() throws IOException {
        server.close();
        await().untilAsserted(() -> assertThat(readers()).isZero());
    }

    /** Processes of this test that read PDF files. */
    private static long readers() {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().commandLine().orElse("").contains("-XX:ErrorFile=/dev/null"))
                .count();
    }

    private ReadAttachments read(byte[] file, AttachmentLimits limits) throws InterruptedException {
        server.file("/a", file);
        try (var reader =
                new AttachmentReader(limits, Origins.ofHosts().and(server.origin()), Map.of(), Words.english())) {
            return reader.read(
                    List.of(new Attachment("paper.pdf", server.url("/a"), file.length, "application/pdf")),
                    new Cancellation());
        }
    }

    private static AttachmentLimits limits(int characters, int pages, Duration time, int megabytes) {
        return new AttachmentLimits(5, 1, 20_000_000, characters, PATIENCE, pages, time, megabytes);
    }

    private static AttachmentLimits patient() {
        return limits(200_000, 50, PATIENCE, 192);
    }

    private static List<String> note(String note) {
        return List.of(note);
    }

    @Test
    void readsTheTextOfEveryPage() throws Exception {
        assertThat(read(Pdfs.of("Grüße aus dem ersten Blatt", "", "and the third"), patient()))
                .isEqualTo(new ReadAttachments(
                        List.of(new TextFile("paper.pdf", "Grüße aus dem ersten Blatt\n\nand the third\n")),
                        List.of()));
    }

    @Test
    void readsOnlySoManyPages() throws Exception {
        var pages = IntStream.rangeClosed(1, 9).mapToObj(i -> "page " + i).toArray(String[]::new);

        assertThat(read(Pdfs.of(pages), limits(1000, 3, PATIENCE, 192)))
                .isEqualTo(new ReadAttachments(
                        List.of(new TextFile("paper.pdf", "page 1\npage 2\npage 3\n")),
                        note("Only the first 3 of 9 pages of paper.pdf were read.")));
    }

    @Test
    void readsOnlySoManyCharacters() throws Exception {
        assertThat(read(Pdfs.of("0123456789", "0123456789", "0123456789"), limits(15, 50, PATIENCE, 192)))
                .isEqualTo(new ReadAttachments(
                        List.of(new TextFile("paper.pdf", "0123456789\n0123")),
                        note("Only the first 15 characters of paper.pdf were read.")));
    }

    @Test
    void saysThatItIsLocked() throws Exception {
        assertThat(read(Pdfs.locked("secret"), patient()).notes())
                .containsExactly("paper.pdf was not read: it is locked with a password.");
    }

    @Test
    void saysThatItIsDamaged() throws Exception {
        assertThat(read("%PDF-1.7\nnothing of the kind".getBytes(UTF_8), patient())
                        .notes())
                .containsExactly("paper.pdf cannot be read: it is damaged, or no PDF.");
        var whole = Pdfs.of("half of me is missing");
        assertThat(read(Arrays.copyOf(whole, whole.length / 8), patient()).notes())
                .containsExactly("paper.pdf cannot be read: it is damaged, or no PDF.");
    }

    @Test
    void saysThatThereIsNoText() throws Exception {
        assertThat(read(Pdfs.of("", ""), patient()).notes())
                .containsExactly("paper.pdf has no text in it, only pictures, and those cannot be read.");
    }

    @Test
    void readsTheFirstOfVeryManyPages() throws Exception {
        var read = read(Pdfs.samePage(500_000), limits(1000, 3, PATIENCE, 192));

        assertThat(read.notes()).containsExactly("Only the first 3 of 500,000 pages of paper.pdf were read.");
        assertThat(read.files()).containsExactly(new TextFile("paper.pdf", "again\nagain\nagain\n"));
    }

    @Test
    void endsAtItsMemory() throws Exception {
        assertThat(read(Pdfs.inflated(40_000_000), limits(1000, 3, PATIENCE, 48))
                        .notes())
                .containsExactly("paper.pdf was not read: it needs too much memory.");
    }

    @Test
    void endsAtItsTime() throws Exception {
        assertThat(read(Pdfs.laughing(15), limits(1000, 3, Duration.ofSeconds(3), 192))
                        .notes())
                .containsExactly("paper.pdf was not read: it takes longer than 3 s.");
    }

    @Test
    void endsAtDeepNesting() throws Exception {
        assertThat(read(Pdfs.nested(5_000_000), patient()).notes())
                .singleElement()
                .satisfies(note -> assertThat(note).contains("cannot be read"));
    }

    @Test
    void endsWithWhoeverWantedIt() throws Exception {
        var cancellation = new Cancellation();
        var reading = CompletableFuture.supplyAsync(() -> {
            try {
                return new PdfReader(patient()).read(Pdfs.laughing(15), cancellation);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(PATIENCE).until(() -> readers() == 1);
        cancellation.cancel();

        assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(new PdfAnswer.Unread(Rest.LARGE));
    }
}
