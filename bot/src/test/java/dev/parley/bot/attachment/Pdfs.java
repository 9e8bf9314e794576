package dev.parley.bot.attachment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;

/** PDF files: good ones by PDFBox, bad ones by hand. */
final class Pdfs {
    private Pdfs() {}

    /** A page for each text; an empty one has a picture's place and no text. */
    static byte[] of(String... pages) {
        return document(null, pages);
    }

    /** One that opens with a password only. */
    static byte[] locked(String text) {
        return document("open sesame", text);
    }

    private static byte[] document(@Nullable String password, String... pages) {
        try (var document = new PDDocument();
                InputStream file = PDDocument.class.getResourceAsStream(
                        "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
            var font = PDType0Font.load(document, file);
            for (var text : pages) {
                var page = new PDPage();
                document.addPage(page);
                try (var content = new PDPageContentStream(document, page)) {
                    content.addRect(10, 10, 100, 100);
                    content.stroke();
                    if (!text.isEmpty()) {
                        content.beginText();
                        content.setFont(font, 12);
                        content.newLineAtOffset(50, 700);
                        content.showText(text);
                        content.endText();
                    }
                }
            }
            if (password != null) {
                document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
            }
            var out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page tree that names the same page so many times. */
    static byte[] samePage(int times) {
        return file(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Count " + times + " /Kids [" + "3 0 R ".repeat(times) + "] >>",
                page("/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"),
                stream("", "BT /F 12 Tf 50 700 Td (again) Tj ET".getBytes(StandardCharsets.US_ASCII)));
    }

    /** A page whose content is small in the file and so many bytes of numbers when it is unpacked. */
    static byte[] inflated(int bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
            var numbers = "0.5 ".repeat(1 << 14).getBytes(StandardCharsets.US_ASCII);
            for (var written = 0; written < bytes; written += numbers.length) {
                out.write(numbers);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return onePage(stream("/Filter /FlateDecode", packed.toByteArray()));
    }

    /** A page of forms, each of which draws the next ten times: ten to the power of their number. */
    static byte[] laughing(int forms) {
        var objects = new ArrayList<String>(List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                page("/XObject << /X 5 0 R >>"),
                stream("", "/X Do".getBytes(StandardCharsets.US_ASCII))));
        for (var i = 0; i < forms; i++) {
            objects.add(stream(
                    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X " + (6 + i)
                            + " 0 R >> >>",
                    "/X Do ".repeat(10).getBytes(StandardCharsets.US_ASCII)));
        }
        objects.add(
                stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "0 0 m ".getBytes(StandardCharsets.US_ASCII)));
        return file(objects.toArray(String[]::new));
    }

    /** A page whose content opens so many arrays in one another. */
    static byte[] nested(int depth) {
        return onePage(stream("", "[".repeat(depth).getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] onePage(String content) {
        return file(
                "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page(""), content);
    }

    private static String page(String resources) {
        return "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << " + resources
                + " >> >>";
    }

    private static String stream(String entries, byte[] bytes) {
        return "<< /Length " + bytes.length + " " + entries + " >>\nstream\n"
                + new String(bytes, StandardCharsets.ISO_8859_1) + "\nendstream";
    }

    /** Objects from 1 on, the first one the catalogue. */
    private static byte[] file(String... objects) {
        var file = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder("xref\n0 " + (objects.length + 1) + "\n0000000000 65535 f \n");
        for (var i = 0; i < objects.length; i++) {
            table.append("%010d 00000 n \n".formatted(file.length()));
            file.append(i + 1).append(" 0 obj\n").append(objects[i]).append("\nendobj\n");
        }
        var start = file.length();
        return file.append(table)
                .append("trailer\n<< /Root 1 0 R /Size " + (objects.length + 1) + " >>\nstartxref\n" + start
                        + "\n%%EOF")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
