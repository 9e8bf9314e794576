package dev.parley.engine.core;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.core.RememberedReplies.Reply;
import dev.parley.engine.core.Scheduler.Limits;
import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens again and again: every running reply gets its next token, all with the same adapters in one batch; then who
 * waits comes in, where there is room; then one chunk of one prompt is read, in a step of its own. Belongs to the
 * scheduler's thread, but for {@link #cancel} and {@link #steps}.
 */
final class Round implements AutoCloseable {
    /** llama.cpp keeps the logits of all rows of a step that asks for them: 12 MB for 64 rows of 49,152. */
    private static final int SCORED_CHUNK = 64;

    private final Cells cells;
    private final Limits limits;
    private final Sequences sequences;
    private final RememberedReplies replies;
    private final LlamaBatch batch;
    private final Pace pace = new Pace();
    private final ThreadCount decoding;
    private final ThreadCount reading;
    private final AtomicLong steps = new AtomicLong();
    private volatile @Nullable Sequence abortable;

    Round(
            Cells cells,
            Limits limits,
            Sequences sequences,
            RememberedReplies replies,
            LlamaBatch batch,
            ThreadCount decoding,
            ThreadCount reading) {
        this.cells = cells;
        this.limits = limits;
        this.sequences = sequences;
        this.replies = replies;
        this.batch = batch;
        this.decoding = decoding;
        this.reading = reading;
    }

    long steps() {
        return steps.get();
    }

    /** Ends a reply with the next round, and the step that reads its prompt at once where nobody else is hurt by that. */
    void cancel(Sequence sequence) {
        sequence.cancelled = true;
        if (abortable == sequence) {
            cells.abort();
        }
    }

    void run() {
        try {
            dropCancelled();
            pace.round(System.nanoTime());
            makeRoom(sequences.decoding::size);
            sequences.steps().forEach(this::decode);
            admit();
            if (!sequences.reading.isEmpty()) {
                read(sequences.nextToRead());
            }
        } catch (RuntimeException e) {
            // No reply may hang because another's step failed in a way that nobody foresaw.
            sequences.running().forEach(each -> fail(each, e));
        }
    }

    private void dropCancelled() {
        for (Sequence each : sequences.all().filter(each -> each.cancelled).toList()) {
            if (each.slot() < 0 && each.parked() == null) {
                each.listener.finished(each.result(Finish.CANCELLED));
                leave(each);
            } else {
                finish(each, Finish.CANCELLED);
            }
        }
    }

    /** Parks the youngest until so many tokens fit beside those that are left. */
    private void makeRoom(IntSupplier tokens) {
        Optional<Sequence> youngest = cells.tooMuchFor(tokens.getAsInt());
        while (youngest.isPresent()) {
            park(youngest.get());
            youngest = cells.tooMuchFor(tokens.getAsInt());
        }
    }

    private void park(Sequence sequence) {
        cells.park(sequence);
        sequences.park(sequence);
        pace.disturbed();
    }

    /**
     * In order of arrival: who does not fit yet holds up those behind, or a long prompt would wait for ever. Bringing a
     * state back takes time, so the rest wait for the next round where the running replies have waited for long.
     */
    private void admit() {
        while (!sequences.waiting.isEmpty()
                && cells.haveRoomFor(sequences.waiting.getFirst())
                && (sequences.decoding.isEmpty() || pace.left(System.nanoTime()) > 0)) {
            boolean isNew = sequences.waiting.getFirst().parked() == null;
            Sequence next = sequences.admit();
            cells.enter(next, System.nanoTime());
            pace.disturbed();
            if (isNew) {
                next.reportReading(System.nanoTime());
            }
        }
    }

    private void decode(List<Sequence> step) {
        cells.gather(step);
        batch.clear();
        step.forEach(each -> each.addTo(batch, 1));
        long before = System.nanoTime();
        compute(step, decoding);
        pace.decoded(step.size(), System.nanoTime() - before);
        if (blewUp(step)) {
            return;
        }
        for (int row = 0; row < step.size(); row++) {
            step.get(row).advance(1);
            draw(step.get(row), row);
        }
    }

    private void read(Sequence sequence) {
        cells.seat(sequence);
        if (sequence.isAtSharedPart()) {
            cells.share(sequence);
        }
        Pace.Kind kind = new Pace.Kind(
                sequence.request.adapters(), sequence.request.scoring().prompt());
        int count = chunk(sequence, kind);
        makeRoom(() -> sequence.parked() == null ? count : 0);
        if (count == 0 || sequence.parked() != null) {
            return;
        }
        batch.clear();
        int row = sequence.addTo(batch, count);
        long before = System.nanoTime();
        if (!computeAbortably(sequence) || blewUp(List.of(sequence))) {
            return;
        }
        if (kind.scored()) {
            sequence.scored(cells.score(batch, sequence, count));
        }
        long now = System.nanoTime();
        pace.read(kind, count, now - before, now);
        sequence.advance(count);
        sequence.reportReading(now);
        if (sequence.unread() == 0) {
            sequences.startDecoding(sequence);
            if (sequence.request.maxTokens() == 0) {
                finish(sequence, Finish.LENGTH);
            } else {
                draw(sequence, row);
            }
        }
    }

    private boolean computeAbortably(Sequence sequence) {
        // Beside others the chunk is small, and the cancelled reply ends after it.
        boolean alone = cells.areOnlyOf(sequence);
        cells.abortable(alone);
        abortable = alone ? sequence : null;
        try {
            return !sequence.cancelled && compute(List.of(sequence), reading);
        } finally {
            abortable = null;
            cells.abortable(false);
        }
    }

    /** Numbers that overflow under an adapter would spoil everybody's replies: it ends with those that asked for it. */
    private boolean blewUp(List<Sequence> step) {
        if (step.getFirst().request.adapters().parts().isEmpty() || cells.areFinite(batch)) {
            return false;
        }
        step.forEach(each -> fail(
                each,
                new IllegalArgumentException("The adapter makes the model's numbers overflow."
                        + " Use a smaller scale, or train it again with a lower learning rate.")));
        cells.wash();
        return true;
    }

    private int chunk(Sequence sequence, Pace.Kind kind) {
        int most = kind.scored() ? Math.min(SCORED_CHUNK, limits.chunk()) : limits.chunk();
        if (!sequences.decoding.isEmpty()) {
            most = Math.min(most, pace.chunk(kind, System.nanoTime()));
        }
        int end = sequence.sharedPart() > 0 ? sequence.sharedPart() : sequence.inCells() + sequence.unread();
        return Math.min(most, end - sequence.inCells());
    }

    private void draw(Sequence sequence, int row) {
        int token = cells.draw(sequence, batch, row);
        Scoring scoring = sequence.request.scoring();
        ScoredToken score = scoring.reply() ? cells.score(batch, row, token, scoring) : null;
        sequence.take(token, score, System.nanoTime()).ifPresent(finish -> finish(sequence, finish));
    }

    private boolean compute(List<Sequence> step, ThreadCount threads) {
        Sequence first = step.getFirst();
        ThreadCount.Kind kind =
                ThreadCount.Kind.of(first.request.adapters(), batch.size(), cells.used(), cells.isAtDesk(first));
        int chosen = threads.current();
        cells.threads(threads.next(kind));
        long before = System.nanoTime();
        boolean done = cells.compute(batch, step);
        // Chunks of other sizes come once, and there is nothing to compare them with.
        if (done && (batch.size() == step.size() || batch.size() == limits.chunk())) {
            threads.took(kind, System.nanoTime() - before);
        }
        if (threads.current() != chosen) {
            pace.disturbed();
            reading.doubt();
        }
        steps.incrementAndGet();
        return done;
    }

    private void finish(Sequence sequence, Finish finish) {
        sequence.sendRest();
        String key = sequence.kept ? sequence.request.cacheKey() : null;
        Optional<Reply> reply = sequence.reply();
        if (key != null) {
            reply.ifPresent(each -> replies.remember(key, each));
        }
        // Told first, so that nobody waits for what is done for the next turn.
        sequence.listener.finished(sequence.result(finish));
        boolean sound = key == null || reply.isEmpty() || !sequences.isAlone(sequence) || readOn(sequence);
        if (key != null && sound) {
            cells.keep(sequence, key);
        }
        leave(sequence);
        if (!sound) {
            cells.wash();
        }
    }

    /**
     * Reads what the template writes between this reply and the next message, so that the next turn begins with that
     * message's text. Somebody who comes meanwhile waits for a step of a few tokens, as beside any reply.
     *
     * @return false if it could not be computed: nothing of the sequence may stay then
     */
    private boolean readOn(Sequence sequence) {
        if (sequence.slot() < 0 || sequence.unread() > 0) {
            return true;
        }
        int count = sequence.goOnBehindReply(limits.context());
        if (count == 0 || count > limits.chunk() || cells.used() + count > limits.cells()) {
            return true;
        }
        batch.clear();
        sequence.addTo(batch, count);
        try {
            compute(List.of(sequence), reading);
            sequence.advance(count);
            return sequence.request.adapters().parts().isEmpty() || cells.areFinite(batch);
        } catch (LlamaException e) {
            // The reply is there, only its state is lost.
            return false;
        }
    }

    /** Ends a reply that cannot go on. */
    void fail(Sequence sequence, RuntimeException cause) {
        sequence.listener.failed(cause);
        leave(sequence);
    }

    private void leave(Sequence sequence) {
        sequences.leave(sequence);
        cells.leave(sequence);
        sequence.close();
    }

    @Override
    public void close() {
        batch.close();
    }
}
