package dev.parley.prompts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Reads the small text files of a persona. */
final class TextFile {
    /** Some 16,000 tokens: more than the prompt of any persona, and no harm to memory. */
    private static final int MOST_BYTES = 64 * 1024;

    private TextFile() {}

    /**
     * The text without a byte order mark and with {@code \n} as line ends, or null and a problem when it is missing,
     * huge, not UTF-8 or holds control characters.
     */
    static @Nullable String read(Problems problems) {
        var file = problems.file();
        try {
            if (!Files.exists(file)) {
                problems.add(0, "This file is missing; a persona is a folder with persona.yaml and prompt.md.");
                return null;
            }
            if (!Files.isRegularFile(file)) {
                problems.add(0, "This is not a file.");
                return null;
            }
            if (Files.size(file) > MOST_BYTES) {
                problems.add(0, "This file has more than %d kB; please shorten it.".formatted(MOST_BYTES / 1024));
                return null;
            }
            return decode(Files.readAllBytes(file), problems);
        } catch (IOException e) {
            problems.add(0, "This file cannot be read (%s).".formatted(e));
            return null;
        }
    }

    private static @Nullable String decode(byte[] bytes, Problems problems) {
        var input = ByteBuffer.wrap(bytes);
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(input).toString();
        } catch (CharacterCodingException e) {
            // The decoder stops before the first byte that it cannot read.
            var line = 1;
            for (var i = 0; i < input.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            problems.add(line, "This line is not UTF-8; please save the file as UTF-8.");
            return null;
        }
        text = (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
        var line = 1;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if (Character.isISOControl(c) && c != '\t') {
                problems.add(
                        line, "This line holds the control character U+%04X; please remove it.".formatted((int) c));
                return null;
            }
        }
        return text;
    }
}
