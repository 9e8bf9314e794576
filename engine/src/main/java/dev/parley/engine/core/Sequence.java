package dev.parley.engine.core;

import static java.util.Objects.requireNonNull;

import dev.parley.engine.core.GenerationResult.Finish;
import dev.parley.engine.core.RememberedReplies.Reply;
import dev.parley.engine.llama.LlamaBatch;
import dev.parley.engine.llama.LlamaModel;
import dev.parley.engine.llama.LlamaSampler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reply on its way: its tokens, how many of them are in the context's cells, and what was said so far. Belongs to the
 * scheduler's thread, but for {@link #cancelled}.
 */
final class Sequence {
    /**
     * Tokens that a reply is likely to go on for. Most replies are shorter than they might be; with cells set aside for the
     * most that each may grow to, few would run at once.
     */
    static final int ALLOWANCE = 128;

    final GenerationRequest request;
    final GenerationListener listener;
    /** The most tokens that it can grow to. */
    private final int most;

    volatile boolean cancelled;
    /** Whether its state and the ids of its reply outlive it. */
    boolean kept;

    private final LlamaModel model;
    private final @Nullable LlamaSampler sampler;
    private final int promptLength;
    private final IntList tokens;
    private final Utf8Stream utf8 = new Utf8Stream();
    private final StopTexts stop;
    private final StringBuilder said = new StringBuilder();
    private final IntList ends = new IntList();
    private final HeldScores scores = new HeldScores();
    private @Nullable State parked;
    private int slot = -1;
    private int inCells;
    private int cached;
    private int generated;
    private long readingSince;
    private long firstTokenAt;
    private long lastTokenAt;

    Sequence(
            GenerationRequest request,
            GenerationListener listener,
            int context,
            LlamaModel model,
            @Nullable LlamaSampler sampler) {
        this.request = request;
        this.listener = listener;
        this.model = model;
        this.sampler = sampler;
        promptLength = request.prompt().tokens().length;
        // No overflow: a huge maxTokens means "as far as the context goes".
        most = promptLength + Math.min(request.maxTokens(), context - promptLength);
        kept = request.cachePrompt() && request.cacheKey() != null;
        tokens = new IntList(request.prompt().tokens());
        stop = new StopTexts(request.stop());
        Reply continued = request.prompt().continued();
        if (continued != null) {
            // A length stop may have come in mid-character: its first bytes are needed to finish it.
            for (int token : continued.ids()) {
                utf8.next(model.piece(token));
            }
        }
        if (sampler != null) {
            for (int i = Math.max(0, promptLength - LlamaSampler.PENALTY_WINDOW); i < promptLength; i++) {
                sampler.accept(tokens.get(i));
            }
        }
    }

    /**
     * The cells of a sequence, copied out.
     *
     * @param data as llama.cpp gave it
     * @param arena owns the data
     */
    record State(MemorySegment data, Arena arena) {}

    void enter(int slot, int cached, long now) {
        this.slot = slot;
        this.cached = cached;
        inCells = cached;
        readingSince = now;
    }

    /** Leaves the context for a while; the state is its own from now on. */
    void park(State state) {
        parked = state;
        slot = -1;
    }

    /** Goes on in another place, as if it had never been away. */
    void comeBack(int newSlot) {
        slot = newSlot;
        closeParked();
    }

    /** What it took along when it was parked; null while it is inside, or has not been yet. */
    @Nullable State parked() {
        return parked;
    }

    /** Hands the state over to somebody who closes it. */
    State takeParked() {
        State state = requireNonNull(parked);
        parked = null;
        return state;
    }

    /** The cells that it will want soon: for what it has, and a modest piece more of the reply. */
    int expected() {
        return Math.min(most, tokens.size() + ALLOWANCE);
    }

    int slot() {
        return slot;
    }

    int inCells() {
        return inCells;
    }

    int[] tokensInCells() {
        return tokens.toArray(0, inCells);
    }

    int unread() {
        return promptLength - inCells;
    }

    /** Where a chunk has to end so that the part that conversations share can be saved; 0 if not on the way. */
    int sharedPart() {
        int system = request.prompt().systemTokens();
        return request.cachePrompt() && inCells < system ? system : 0;
    }

    /** Whether exactly the part that conversations share is in the cells. */
    boolean isAtSharedPart() {
        return request.cachePrompt()
                && inCells > 0
                && inCells == request.prompt().systemTokens();
    }

    int[] sharedTokens() {
        return tokens.toArray(0, request.prompt().systemTokens());
    }

    @Nullable LlamaSampler sampler() {
        return sampler;
    }

    /**
     * Adds the next tokens. The last one of the prompt, or of the reply so far, asks for logits; all do where the prompt is
     * scored, and the last one under an adapter, to see whether the numbers are finite.
     */
    int addTo(LlamaBatch batch, int count) {
        int row = -1;
        int last = request.adapters().parts().isEmpty() ? tokens.size() - 1 : inCells + count - 1;
        for (int i = inCells; i < inCells + count; i++) {
            row = batch.add(
                    tokens.get(i), i, slot, i == last || request.scoring().prompt());
        }
        return row;
    }

    /** The prompt's token after so many more, which are being read; -1 after the last. */
    int promptToken(int ahead) {
        int at = inCells + ahead;
        return at < promptLength ? tokens.get(at) : -1;
    }

    void scored(List<ScoredToken> some) {
        if (!some.isEmpty()) {
            listener.scored(some);
        }
    }

    void advance(int count) {
        inCells += count;
    }

    /** Its cells are gone. */
    void lose() {
        inCells = 0;
    }

    void reportReading(long now) {
        listener.reading(inCells, cached, promptLength, (now - readingSince) / 1_000_000);
    }

    /** Takes the token that was drawn, with its score if that is wanted; says so when the reply ends with it. */
    Optional<Finish> take(int token, @Nullable ScoredToken score, long now) {
        if (generated == 0) {
            firstTokenAt = now;
        }
        lastTokenAt = now;
        generated++;
        if (model.isEndOfGeneration(token)) {
            return Optional.of(Finish.STOP);
        }
        tokens.add(token);
        String text = utf8.next(model.piece(token));
        said.append(text);
        if (score != null) {
            scores.add(score, said.length() - text.length(), said.length());
        }
        ends.add(said.length());
        send(stop.next(text));
        if (stop.found()) {
            return Optional.of(Finish.STOP);
        }
        return tokens.size() >= most ? Optional.of(Finish.LENGTH) : Optional.empty();
    }

    void sendRest() {
        send(stop.rest());
        scored(scores.rest(stop.found()));
    }

    /** The ids behind the reply, those of its earlier part included; none where they cannot be told from the prompt. */
    Optional<Reply> reply() {
        Reply continued = request.prompt().continued();
        if (stop.found() || (continued == null && !request.prompt().opensReply())) {
            return Optional.empty();
        }
        Reply reply = new Reply(said.toString(), tokens.toArray(promptLength, tokens.size()), ends.toArray());
        return Optional.of(continued == null ? reply : continued.followedBy(reply));
    }

    /**
     * Adds what the template writes behind the finished reply, to be read before the next message is there.
     *
     * @return the tokens that are not in the cells now; 0 if they would not fit
     */
    int goOnBehindReply(int context) {
        int[] after = request.prompt().afterReply();
        if (after.length == 0 || tokens.size() + after.length > context) {
            return 0;
        }
        tokens.addAll(after);
        return tokens.size() - inCells;
    }

    GenerationResult result(Finish finish) {
        return new GenerationResult(
                finish,
                promptLength,
                cached,
                generated,
                generated == 0 ? 0 : (firstTokenAt - readingSince) / 1e6,
                (lastTokenAt - firstTokenAt) / 1e6);
    }

    void close() {
        closeParked();
        if (sampler != null) {
            sampler.close();
        }
    }

    private void closeParked() {
        if (parked != null) {
            parked.arena().close();
            parked = null;
        }
    }

    private void send(String text) {
        scored(scores.sent(text.length()));
        if (!text.isEmpty()) {
            listener.text(text);
        }
    }
}
