package dev.parley.bot.attachment;

import dev.parley.bot.attachment.ReadAttachments.TextFile;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.models.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files at a message. Size and type as the platform gives them are looked at before anything is fetched, and
 * again with what comes. Safe for many threads.
 */
public final class AttachmentReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AttachmentReader.class);

    private static final Set<String> PAGES = Set.of("html", "htm", "xhtml", "shtml");

    private final AttachmentLimits limits;
    private final Words words;
    private final Fetcher fetcher;
    private final PdfReader pdfs;

    /**
     * A reader; nothing is asked yet.
     *
     * @param limits how much is read
     * @param origins from where files may be fetched; redirects to elsewhere are not followed
     * @param headers sent with each request, such as a bearer token; only ever to those origins
     * @param words for the notes
     */
    public AttachmentReader(AttachmentLimits limits, Origins origins, Map<String, String> headers, Words words) {
        this.limits = limits;
        this.words = words;
        this.fetcher = new Fetcher(origins, headers, limits.fetching());
        this.pdfs = new PdfReader(limits);
    }

    /**
     * Reads files, one after the other; blocks, so call it on a virtual thread.
     *
     * @param attachments a message's, in its order
     * @param cancellation breaks it off; what was read until then comes back
     * @return the texts, and a sentence for each file that was not read or was cut
     * @throws InterruptedException if the thread is interrupted
     */
    public ReadAttachments read(List<Attachment> attachments, Cancellation cancellation) throws InterruptedException {
        var files = new ArrayList<TextFile>();
        var notes = new ArrayList<String>();
        for (var attachment : attachments.subList(0, Math.min(limits.files(), attachments.size()))) {
            if (cancellation.isCancelled()) {
                return new ReadAttachments(files, notes);
            }
            new One(attachment, notes, cancellation).read().ifPresent(files::add);
        }
        if (attachments.size() > limits.files()) {
            notes.add(words.say("attachment.too-many", limits.files(), attachments.size()));
        }
        return new ReadAttachments(files, notes);
    }

    @Override
    public void close() {
        fetcher.close();
    }

    /** One file on its way. */
    private final class One {
        private final Attachment attachment;
        private final String name;
        private final FileKind kind;
        private final List<String> notes;
        private final Cancellation cancellation;

        One(Attachment attachment, List<String> notes, Cancellation cancellation) {
            this.attachment = attachment;
            this.name = FileNames.shown(attachment.name());
            this.kind = FileKind.of(attachment.name(), attachment.contentType());
            this.notes = notes;
            this.cancellation = cancellation;
        }

        Optional<TextFile> read() throws InterruptedException {
            if (kind == FileKind.OTHER) {
                return not(words.say("attachment.kind", name));
            }
            if (attachment.size() > limits.bytes(kind)) {
                return tooLarge();
            }
            return switch (fetcher.fetch(attachment.url(), limits.bytes(kind), mayBePage(), cancellation)) {
                case Fetched.Body(var bytes) -> content(bytes);
                case Fetched.TooLarge() -> tooLarge();
                case Fetched.Refused(var status) ->
                    not(
                            status == 403 || status == 404 || status == 410
                                    ? words.say("attachment.gone", name)
                                    : words.say("attachment.refused", name, String.valueOf(status)));
                case Fetched.Foreign(), Fetched.Moved _ -> not(words.say("attachment.foreign", name));
                case Fetched.Page() -> not(words.say("attachment.page", name));
                case Fetched.Slow() ->
                    not(words.say("attachment.slow", name, limits.fetching().toSeconds()));
                case Fetched.Broken(var cause) -> {
                    log.debug("an attachment could not be fetched", cause);
                    yield not(words.say("attachment.broken", name));
                }
                case Fetched.Cancelled() -> Optional.empty();
            };
        }

        private boolean mayBePage() {
            var type = attachment.contentType();
            return PAGES.contains(FileNames.extension(attachment.name()))
                    || (type != null && type.toLowerCase(Locale.ROOT).contains("html"));
        }

        private Optional<TextFile> content(byte[] bytes) throws InterruptedException {
            if (bytes.length == 0) {
                return not(words.say("attachment.empty", name));
            }
            if (kind == FileKind.PDF) {
                return pdf(pdfs.read(bytes, cancellation));
            }
            var text = TextBytes.decode(bytes);
            return text.isEmpty() ? not(words.say("attachment.not-text", name)) : file(text.get());
        }

        private Optional<TextFile> pdf(PdfAnswer answer) {
            if (cancellation.isCancelled()) {
                return Optional.empty();
            }
            return switch (answer) {
                case PdfAnswer.Locked() -> not(words.say("attachment.pdf.locked", name));
                case PdfAnswer.Unread(var why) ->
                    not(
                            switch (why) {
                                case SLOW ->
                                    words.say(
                                            "attachment.pdf.slow",
                                            name,
                                            limits.pdfTime().toSeconds());
                                case LARGE -> words.say("attachment.pdf.large", name);
                                case NOT_BEGUN -> words.say("attachment.pdf.no-reader", name);
                                case DAMAGED, NONE -> words.say("attachment.pdf.damaged", name);
                            });
                case PdfAnswer.Text(var text, var read, var pages, var rest) -> {
                    if (text.isBlank()) {
                        yield not(words.say("attachment.pdf.no-text", name));
                    }
                    switch (rest) {
                        case NONE -> {
                            if (pages > limits.pdfPages() && text.length() <= limits.characters()) {
                                notes.add(words.say("attachment.pdf.pages", name, limits.pdfPages(), pages));
                            }
                        }
                        case SLOW -> notes.add(words.say("attachment.pdf.rest-slow", name, read, pages));
                        case LARGE -> notes.add(words.say("attachment.pdf.rest-large", name, read, pages));
                        case DAMAGED, NOT_BEGUN ->
                            notes.add(words.say("attachment.pdf.rest-damaged", name, read, pages));
                    }
                    yield file(text);
                }
            };
        }

        private Optional<TextFile> file(String text) {
            if (text.isBlank()) {
                return not(words.say("attachment.empty", name));
            }
            if (text.length() <= limits.characters()) {
                return Optional.of(new TextFile(name, text));
            }
            var end = limits.characters();
            if (Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            notes.add(words.say("attachment.cut", name, end));
            return Optional.of(new TextFile(name, text.substring(0, end)));
        }

        private Optional<TextFile> tooLarge() {
            return not(words.say("attachment.too-large", name, Sizes.of(limits.bytes(kind))));
        }

        private Optional<TextFile> not(String note) {
            notes.add(note);
            return Optional.empty();
        }
    }
}
