package dev.parley.engine.states;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for what must not be there any more, in the names and the bytes of all files of a folder. */
public final class FolderBytes {
    private FolderBytes() {}

    /** Files that hold a text, in their name or their content. */
    public static List<String> holding(Path folder, String text) {
        return holding(folder, text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Files that hold token ids one after the other, in either order of bytes. */
    public static List<String> holding(Path folder, int[] tokens) {
        List<String> found = new ArrayList<>();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(tokens.length * Integer.BYTES).order(order);
            bytes.asIntBuffer().put(tokens);
            found.addAll(holding(folder, "no name", bytes.array()));
        }
        return found;
    }

    /** All files, by name. */
    public static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(each -> !each.equals(".lock"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> holding(Path folder, String name, byte[] wanted) {
        String needle = new String(wanted, StandardCharsets.ISO_8859_1);
        return names(folder).stream()
                .filter(each ->
                        each.contains(name) || content(folder.resolve(each)).contains(needle))
                .toList();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
