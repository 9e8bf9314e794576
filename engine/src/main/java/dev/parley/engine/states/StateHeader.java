package dev.parley.engine.states;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about the state behind it.
 *
 * @param key the conversation, null for a state that all share
 * @param adapters fingerprint of the adapters that it was computed under
 * @param tokens what its cells stand for, one each
 * @param replies the conversation's generated replies, oldest first
 */
public record StateHeader(@Nullable String key, String adapters, int[] tokens, List<Reply> replies) {

    /**
     * A generated reply.
     *
     * @param text what was sent
     * @param ids its tokens
     * @param ends for each token the number of characters that were complete after it
     */
    public record Reply(String text, int[] ids, int[] ends) {}

    /** Takes a copy of the list. */
    public StateHeader {
        replies = List.copyOf(replies);
    }

    byte[] toBytes(String identity, long dataBytes, int dataChecksum) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, identity);
            out.writeBoolean(key != null);
            write(out, key == null ? "" : key);
            write(out, adapters);
            write(out, tokens);
            out.writeInt(replies.size());
            for (Reply each : replies) {
                write(out, each.text);
                write(out, each.ids);
                write(out, each.ends);
            }
            out.writeLong(dataBytes);
            out.writeInt(dataChecksum);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** A header as it was read. */
    record Read(String identity, StateHeader header, long dataBytes, int dataChecksum) {}

    /** Reads what {@link #toBytes} wrote and a checksum has passed. */
    static Read of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String identity = text(in);
            boolean own = in.readBoolean();
            String key = text(in);
            String adapters = text(in);
            int[] tokens = numbers(in);
            int count = in.readInt();
            List<Reply> replies = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                replies.add(new Reply(text(in), numbers(in), numbers(in)));
            }
            StateHeader header = new StateHeader(own ? key : null, adapters, tokens, replies);
            return new Read(identity, header, in.readLong(), in.readInt());
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void write(DataOutputStream out, int[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (int each : numbers) {
            out.writeInt(each);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(length(in, 1)), StandardCharsets.UTF_8);
    }

    private static int[] numbers(DataInputStream in) throws IOException {
        int[] numbers = new int[length(in, Integer.BYTES)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }

    private static int length(DataInputStream in, int each) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available() / each) {
            throw new IOException("a length of " + length);
        }
        return length;
    }
}
