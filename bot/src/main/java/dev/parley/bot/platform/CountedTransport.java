package dev.parley.bot.platform;

import dev.parley.bot.metrics.Metrics.Writes;
import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.bot.platform.TransportException.Kind;
import dev.parley.bot.responder.ForwardingReply;
import dev.parley.bot.responder.Reply;
import dev.parley.persistence.Delivery;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the writes of one reply, and of its texts those that went out together with a later one. */
final class CountedTransport implements Transport {
    private final Transport transport;
    private final Writes writes;
    private final AtomicInteger notWritten = new AtomicInteger();

    /** One write. */
    private interface Step<T> {
        T make() throws TransportException;
    }

    CountedTransport(Transport transport, Writes writes) {
        this.transport = transport;
        this.writes = writes;
    }

    /** The same reply; the texts that it is given to show are counted. */
    Reply counting(Reply reply) {
        return new ForwardingReply(reply) {
            @Override
            public void show(String textSoFar) {
                notWritten.incrementAndGet();
                super.show(textSoFar);
            }
        };
    }

    @Override
    public Ticket queue(Write write, @Nullable String messageId, @Nullable Shown shown, boolean last) {
        return transport.queue(write, messageId, shown, last);
    }

    @Override
    public String create(int number, Shown shown) throws TransportException {
        return counted(() -> transport.create(number, shown));
    }

    @Override
    public Shown edit(String messageId, Shown shown) throws TransportException {
        return counted(() -> transport.edit(messageId, shown));
    }

    @Override
    public Shown attach(String messageId, Shown shown, String name, String content) throws TransportException {
        return counted(() -> transport.attach(messageId, shown, name, content));
    }

    @Override
    public void delete(String messageId) throws TransportException {
        counted(() -> {
            transport.delete(messageId);
            return messageId;
        });
    }

    private <T> T counted(Step<T> step) throws TransportException {
        int with = notWritten.getAndSet(0);
        try {
            T done = step.make();
            writes.sent().increment();
            writes.merged().increment(Math.max(0, with - 1));
            return done;
        } catch (TransportException e) {
            notWritten.addAndGet(with);
            (e.kind() == Kind.PASSING ? writes.failed() : writes.refused()).increment();
            throw e;
        }
    }

    @Override
    public void tell(String words) throws TransportException {
        transport.tell(words);
    }

    @Override
    public long freshFor(String messageId) {
        return transport.freshFor(messageId);
    }

    @Override
    public void over() {
        transport.over();
    }

    @Override
    public List<String> adopt(List<Delivery> deliveries) {
        return transport.adopt(deliveries);
    }
}
