package dev.parley.engine.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8StreamTest {

    private static final String TEXT = "a é ß € 你好 🙂👍🏽 \u0000\ufffd z";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 100})
    void joinsCharactersThatAreSpreadOverPieces(int size) {
        Utf8Stream stream = new Utf8Stream();
        byte[] bytes = TEXT.getBytes(UTF_8);
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < bytes.length; from += size) {
            String next = stream.next(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
            assertThat(next.isEmpty() || !Character.isHighSurrogate(next.charAt(next.length() - 1)))
                    .isTrue();
            text.append(next);
        }

        assertThat(text).hasToString(TEXT);
        assertThat(stream.isMidCharacter()).isFalse();
    }

    @Test
    void holdsAnUnfinishedCharacter() {
        Utf8Stream stream = new Utf8Stream();

        assertThat(stream.next(new byte[] {'a', (byte) 0xf0, (byte) 0x9f})).isEqualTo("a");
        assertThat(stream.isMidCharacter()).isTrue();
        assertThat(stream.next(new byte[0])).isEmpty();
        assertThat(stream.next(new byte[] {(byte) 0x99, (byte) 0x82, 'b'})).isEqualTo("🙂b");
    }

    @Test
    void replacesWhatIsNoUtf8AsTheJdkDoes() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            Utf8Stream stream = new Utf8Stream();
            int cut = random.nextInt(bytes.length + 1);
            String text = stream.next(Arrays.copyOf(bytes, cut))
                    + stream.next(Arrays.copyOfRange(bytes, cut, bytes.length))
                    + stream.next(new byte[] {'.'});

            assertThat(text).isEqualTo(new String(bytes, UTF_8) + ".");
        }
    }
}
