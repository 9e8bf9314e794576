package dev.parley.engine.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The few tokens of one row that a sampler can come to at all, as llama.cpp wants them: its own samplers spend more time on
 * the other 49,000 than on these.
 */
final class Candidates {
    private static final long BYTES = Structs.TOKEN_DATA.byteSize();

    private final MemorySegment array;
    private final MemorySegment data;
    /** In the order of {@code llama_token_data}: id, logit, probability. */
    private final int[] copied;

    private final int[] ids;
    private final float[] logits;
    private int size;

    /**
     * Makes room.
     *
     * @param arena where llama.cpp's copy lies
     * @param vocabularySize the most that can be asked for
     */
    Candidates(Arena arena, int vocabularySize) {
        array = arena.allocate(Structs.TOKEN_DATA_ARRAY);
        data = arena.allocate(Structs.TOKEN_DATA, vocabularySize);
        copied = new int[(int) (BYTES / Integer.BYTES) * vocabularySize];
        ids = new int[vocabularySize];
        logits = new float[vocabularySize];
        Structs.set(array, Structs.TOKEN_DATA_ARRAY, "data", data);
    }

    /**
     * Picks the tokens with the highest logits.
     *
     * @param row one value for each token id
     * @param count how many, 1 to the size of the vocabulary
     * @return a {@code llama_token_data_array} of them in no particular order, from which nothing was selected yet
     */
    MemorySegment pick(float[] row, int count) {
        size = count;
        System.arraycopy(row, 0, logits, 0, size);
        for (int at = 0; at < size; at++) {
            ids[at] = at;
        }
        for (int at = size / 2 - 1; at >= 0; at--) {
            sink(at, ids[at], logits[at]);
        }
        for (int id = size; id < row.length; id++) {
            if (row[id] > logits[0]) {
                sink(0, id, row[id]);
            }
        }
        for (int at = 0; at < size; at++) {
            copied[3 * at] = ids[at];
            copied[3 * at + 1] = Float.floatToRawIntBits(logits[at]);
        }
        MemorySegment.copy(copied, 0, data, JAVA_INT, 0, 3 * size);
        Structs.set(array, Structs.TOKEN_DATA_ARRAY, "size", (long) size);
        Structs.set(array, Structs.TOKEN_DATA_ARRAY, "selected", -1L);
        Structs.set(array, Structs.TOKEN_DATA_ARRAY, "sorted", false);
        return array;
    }

    /** The token that a sampler has selected; it may have put them into another order. */
    int selected() {
        return data.get(JAVA_INT, Structs.getLong(array, Structs.TOKEN_DATA_ARRAY, "selected") * BYTES);
    }

    /** The least of them is the first: a heap, in which each is at most as large as the two below it. */
    private void sink(int from, int id, float logit) {
        int at = from;
        int below = 2 * at + 1;
        while (below < size) {
            if (below + 1 < size && logits[below + 1] < logits[below]) {
                below++;
            }
            if (logits[below] >= logit) {
                break;
            }
            ids[at] = ids[below];
            logits[at] = logits[below];
            at = below;
            below = 2 * at + 1;
        }
        ids[at] = id;
        logits[at] = logit;
    }
}
