package dev.parley.bot.attachment;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.fontbox.FontBoxFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.CIDFontMapping;
import org.apache.pdfbox.pdmodel.font.FontMapper;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.FontMapping;
import org.apache.pdfbox.pdmodel.font.PDCIDSystemInfo;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;

/**
 * The process that reads one PDF: the file on standard input, its text on standard output, page by page, so that what was
 * read before a limit struck is not lost. Each answer begins with one of the bytes below.
 *
 * <p>It is a process of its own because a PDF can be made to eat memory or time without end, and only a process can be
 * ended. {@link PdfReader} starts it.
 */
final class PdfText {
    /** Follow: the number of pages as an int, then each page as its length in bytes, its number, and
     * UTF-8; last {@link #END} or {@link #BROKEN}. */
    static final int TEXT = 'T';

    /** It is locked with a password. */
    static final int LOCKED = 'L';

    /** It cannot be understood. */
    static final int DAMAGED = 'D';

    /** In the place of a page's length: that was all that was asked for. */
    static final int END = -1;

    /** In the place of a page's length: no further page can be understood. */
    static final int BROKEN = -2;

    private static final int TOO_LATE = 4;

    private PdfText() {}

    /**
     * Reads a PDF.
     *
     * @param arguments most pages, most characters, most milliseconds
     */
    public static void main(String[] arguments) throws IOException {
        var pages = Integer.parseInt(arguments[0]);
        var characters = Integer.parseInt(arguments[1]);
        endAfter(Duration.ofMillis(Long.parseLong(arguments[2])));
        // Nothing else may write where the answer goes.
        System.setOut(System.err);
        FontMappers.set(new OneFont());
        try (var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
            read(System.in.readAllBytes(), pages, characters, out);
        }
        // Whatever thread a library may have left.
        Runtime.getRuntime().halt(0);
    }

    /** Whoever started this ends it; this is for when he is dead himself. */
    private static void endAfter(Duration time) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                // Then it ends now.
            }
            Runtime.getRuntime().halt(TOO_LATE);
        });
    }

    private static void read(byte[] file, int pages, int characters, DataOutputStream out) throws IOException {
        PDDocument document;
        int count;
        try {
            document = Loader.loadPDF(new RandomAccessReadBuffer(file), IOUtils.createMemoryOnlyStreamCache());
            count = document.getNumberOfPages();
        } catch (InvalidPasswordException | LinkageError e) {
            // A lock that is made of certificates needs a library that is not here.
            out.write(LOCKED);
            return;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            out.write(DAMAGED);
            return;
        }
        out.write(TEXT);
        out.writeInt(count);
        out.writeInt(strip(document, new Pages(pages, characters, out)) ? END : BROKEN);
    }

    private static boolean strip(PDDocument document, Pages pages) {
        try {
            pages.writeText(document, pages.page);
            return true;
        } catch (Enough e) {
            return true;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    /** Sends each page as soon as it is read. */
    private static final class Pages extends PDFTextStripper {
        private final StringWriter page = new StringWriter();
        private final int most;
        private final DataOutputStream out;
        private int charactersLeft;

        Pages(int most, int characters, DataOutputStream out) {
            this.most = most;
            this.charactersLeft = characters;
            this.out = out;
        }

        @Override
        public void processPage(PDPage next) throws IOException {
            if (getCurrentPageNo() > most || charactersLeft < 0) {
                throw new Enough();
            }
            super.processPage(next);
        }

        @Override
        protected void endPage(PDPage ended) throws IOException {
            var text = page.toString().replace("\0", "");
            page.getBuffer().setLength(0);
            charactersLeft -= text.length();
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.writeInt(getCurrentPageNo());
            out.write(bytes);
            out.flush();
        }
    }

    /** All that was asked for is read. */
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Stands for every font that a file names and does not bring along: the one that PDFBox brings. Its shapes do not matter
     * here. PDFBox would look at every font of the machine at each start instead, and write what it found to the home folder.
     */
    private static final class OneFont implements FontMapper {
        private final TrueTypeFont font;

        OneFont() throws IOException {
            try (InputStream file = requireNonNull(PDDocument.class.getResourceAsStream(
                    "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf"))) {
                font = new TTFParser().parse(new RandomAccessReadBuffer(file));
            }
        }

        @Override
        public FontMapping<TrueTypeFont> getTrueTypeFont(@Nullable String name, @Nullable PDFontDescriptor descriptor) {
            return new FontMapping<>(font, true);
        }

        @Override
        public FontMapping<FontBoxFont> getFontBoxFont(@Nullable String name, @Nullable PDFontDescriptor descriptor) {
            return new FontMapping<>(font, true);
        }

        @Override
        public CIDFontMapping getCIDFont(
                @Nullable String name, @Nullable PDFontDescriptor descriptor, @Nullable PDCIDSystemInfo system) {
            return new CIDFontMapping(null, font, true);
        }
    }
}
