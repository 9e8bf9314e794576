package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bot.metrics.Metrics;
import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ShownReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountedTransportTest {
    private static final Shown SHOWN = new Shown("text", "", Set.of());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountedTransport counted =
            new CountedTransport(new Board(), new Metrics(registry, _ -> true).writes("slack"));
    private @Nullable Kind failure;

    /** A platform that takes what it is given, or nothing. */
    private final class Board implements Transport {
        @Override
        public Ticket queue(ChannelPacer.Write write, @Nullable String messageId, @Nullable Shown shown, boolean last) {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public String create(int number, Shown shown) throws TransportException {
            take();
            return "m" + number;
        }

        @Override
        public Shown edit(String messageId, Shown shown) throws TransportException {
            take();
            return shown;
        }

        @Override
        public Shown attach(String messageId, Shown shown, String name, String content) throws TransportException {
            take();
            return shown;
        }

        @Override
        public void delete(String messageId) throws TransportException {
            take();
        }

        @Override
        public void tell(String words) {}

        private void take() throws TransportException {
            if (failure != null) {
                throw new TransportException(failure, "as the test wishes", new RuntimeException());
            }
        }
    }

    private double count(String outcome) {
        return registry.get("parley.edits")
                .tags("platform", "slack", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void countsEachWrite() throws TransportException {
        counted.create(0, SHOWN);
        counted.edit("m0", SHOWN);
        counted.attach("m0", SHOWN, "a", "b");
        counted.delete("m0");

        assertThat(count("sent")).isEqualTo(4);
    }

    @Test
    void countsTextsThatWentOutWithALaterOne() throws TransportException {
        Reply reply = counted.counting(new ShownReply());
        counted.create(0, SHOWN);
        for (String text : new String[] {"a", "ab", "abc", "abcd", "abcde"}) {
            reply.show(text);
        }
        counted.edit("m0", SHOWN);
        reply.show("abcdef");
        counted.edit("m0", SHOWN);

        assertThat(count("merged")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"GONE, refused", "DELETED, refused", "REFUSED, refused", "PASSING, failed"})
    void countsWhatWasNotTaken(Kind kind, String outcome) {
        failure = kind;

        assertThatThrownBy(() -> counted.edit("m0", SHOWN)).isInstanceOf(TransportException.class);
        assertThat(count(outcome)).isEqualTo(1);
        assertThat(count("sent")).isZero();
    }
}
