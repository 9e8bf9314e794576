package dev.parley.engine.llama;

import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * llama.cpp's log, which it writes on the thread that loads. Errors go to standard error, where the supervisor keeps the
 * last lines for its message; the sizes of buffers are remembered, because nothing else tells them.
 */
final class LoadLog {
    private static final int ERROR = 4;
    /** "llama_init_from_model:        CPU compute buffer size =    96.50 MiB"; one for each device. */
    private static final Pattern BUFFER = Pattern.compile("(model|KV|output|compute) buffer size *= *([0-9.]+) MiB");

    /** What a buffer is for. */
    enum Kind {
        MODEL,
        KV,
        OUTPUT,
        COMPUTE
    }

    private final Map<Kind, Long> bytes = new EnumMap<>(Kind.class);

    /** The callback. */
    void take(int level, MemorySegment text, MemorySegment data) {
        String line = Structs.string(text);
        if (level == ERROR) {
            System.err.print(line);
        }
        read(line);
    }

    synchronized void read(String line) {
        Matcher buffer = BUFFER.matcher(line);
        if (buffer.find()) {
            long size = Math.round(Double.parseDouble(buffer.group(2)) * (1 << 20));
            bytes.merge(Kind.valueOf(buffer.group(1).toUpperCase(Locale.ROOT)), size, Long::sum);
        }
    }

    /** Another model is about to be loaded: what was said of the last one does not count. */
    synchronized void loadingModel() {
        bytes.clear();
    }

    /** Another context is about to be opened. */
    synchronized void openingContext() {
        bytes.keySet().removeIf(each -> each != Kind.MODEL);
    }

    synchronized long bytes(Kind kind) {
        return bytes.getOrDefault(kind, 0L);
    }
}
