package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings deliveries to a socket or a request URL, and again where nobody acknowledges them. */
final class Dispatcher implements AutoCloseable {
    private final Pace pace;
    private final Watch watch;
    private final Map<String, Attempt> pending = new ConcurrentHashMap<>();
    private final Map<String, Delivery> sent = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("fake-slack-clock").factory());
    private final List<Delivery> held = new ArrayList<>();
    private boolean holding;
    final List<Ack> acks = new CopyOnWriteArrayList<>();
    final List<String> lost = new CopyOnWriteArrayList<>();
    volatile boolean twice;
    volatile Link link = (attempt, envelope) -> false;

    /** A way to the bot. */
    @FunctionalInterface
    interface Link {
        /** Sends an envelope; false where nobody is there. */
        boolean send(Attempt attempt, ObjectNode envelope);
    }

    Dispatcher(Pace pace, Watch watch) {
        this.pace = pace;
        this.watch = watch;
    }

    void deliver(Delivery delivery) {
        synchronized (held) {
            if (holding && delivery.isEvent()) {
                held.add(delivery);
                return;
            }
        }
        if (delivery.isEvent()) {
            sent.put(delivery.eventId(), delivery);
        }
        attempt(delivery, 0, "");
        if (twice && delivery.isEvent()) {
            attempt(delivery, 1, "timeout");
        }
    }

    /** Sends an event once more, as after a lost acknowledgement. */
    void redeliver(String eventId) {
        var delivery = sent.get(eventId);
        if (delivery == null) {
            throw new IllegalArgumentException("No event " + eventId + " was sent");
        }
        attempt(delivery, 1, "timeout");
    }

    void hold() {
        synchronized (held) {
            holding = true;
        }
    }

    void releaseReversed() {
        released().reversed().forEach(this::deliver);
    }

    void releaseShuffled(Random random) {
        List<Delivery> waiting = released();
        Collections.shuffle(waiting, random);
        waiting.forEach(this::deliver);
    }

    private List<Delivery> released() {
        synchronized (held) {
            holding = false;
            List<Delivery> waiting = new ArrayList<>(held);
            held.clear();
            return waiting;
        }
    }

    private void attempt(Delivery delivery, int number, String reason) {
        var attempt = new Attempt(delivery, number, UUID.randomUUID().toString());
        var envelope = Json.object()
                .put("envelope_id", attempt.envelopeId)
                .put("type", delivery.type())
                .put("accepts_response_payload", delivery.answerable());
        envelope.set("payload", delivery.payload());
        if (delivery.isEvent()) {
            envelope.put("retry_attempt", number).put("retry_reason", reason);
        }
        pending.put(attempt.envelopeId, attempt);
        after(pace.ack(), () -> overdue(attempt));
        if (!link.send(attempt, envelope)) {
            failed(attempt);
        }
    }

    private void overdue(Attempt attempt) {
        if (attempt.settle()) {
            attempt.late = true;
            watch.violation(attempt.delivery.type() + " " + attempt.delivery.eventId() + ": not acknowledged within "
                    + pace.ack().toMillis() + " ms");
            retry(attempt, "timeout");
        }
    }

    /** The way to the bot broke before an acknowledgement. */
    void failed(Attempt attempt) {
        pending.remove(attempt.envelopeId);
        if (attempt.settle()) {
            retry(attempt, "connection_failed");
        }
    }

    /** Everything that {@code gone} carried and nobody acknowledged. */
    void closed(Object gone) {
        pending.values().stream().filter(attempt -> gone.equals(attempt.link)).forEach(this::failed);
    }

    private void retry(Attempt attempt, String reason) {
        var delivery = attempt.delivery;
        if (delivery.isEvent() && attempt.number < pace.redeliveries().size()) {
            after(pace.redeliveries().get(attempt.number), () -> attempt(delivery, attempt.number + 1, reason));
        } else {
            lost.add(delivery.isEvent() ? delivery.eventId() : delivery.type());
        }
    }

    void acknowledge(String envelopeId, @Nullable JsonNode payload) {
        var attempt = pending.remove(envelopeId);
        if (attempt == null) {
            watch.violation("Acknowledged an envelope that is unknown, or that was acknowledged before");
            return;
        }
        acknowledge(attempt, payload == null ? Json.none() : payload);
    }

    private void acknowledge(Attempt attempt, JsonNode payload) {
        boolean inTime = attempt.settle();
        var delivery = attempt.delivery;
        acks.add(new Ack(
                attempt.envelopeId,
                delivery.type(),
                delivery.eventId(),
                attempt.number,
                Duration.ofNanos(System.nanoTime() - attempt.sent),
                payload));
        boolean empty = payload.isMissingNode() || payload.isNull() || (payload.isEmpty() && payload.isObject());
        if (!empty && !delivery.answerable()) {
            watch.violation(delivery.type() + ": acknowledged with a payload that nobody takes");
        }
        if (inTime) {
            delivery.acked().accept(payload);
        }
    }

    void after(Duration wait, Runnable task) {
        try {
            var _ = clock.schedule(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            watch.violation("The fake itself failed: " + e);
                        }
                    },
                    wait.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The fake is being closed, and nobody waits any more.
            return;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
