package dev.parley.engine.core;

import dev.parley.engine.llama.LlamaContext;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where one with much to read sits: a context for one sequence, in which that is faster. Who sits there goes on there while
 * nobody else is answered, and moves when the seat or its company is wanted. Belongs to the scheduler's thread.
 */
final class Desk {
    /** Fewer tokens are read faster than a sequence is moved. */
    private static final int WORTH_MOVING = 64;

    private final @Nullable LlamaContext context;
    private @Nullable Sequence sitting;

    /** @param context null: there is no desk, and nobody ever sits there */
    Desk(@Nullable LlamaContext context) {
        this.context = context;
    }

    /** Whether one with so much to read should sit here, though another one who has read all may have to move. */
    boolean isFor(Sequence sequence, int unread) {
        // Scores are those of the other context, whatever the prompt's length.
        return context != null
                && unread >= WORTH_MOVING
                && !sequence.request.scoring().prompt()
                && (sitting == null || (sitting != sequence && sitting.unread() <= 0));
    }

    /** Who sits here. */
    @Nullable Sequence sitting() {
        return sitting;
    }

    /** The context of who sits here; null for everybody else. */
    @Nullable LlamaContext of(Sequence sequence) {
        return sequence == sitting ? context : null;
    }

    /**
     * Takes one in, while nobody sits here.
     *
     * @param slot its slot
     * @param state what is known to begin with
     * @param cells how many of that are of use
     * @return false if it cannot be; nothing has changed then
     */
    boolean seat(Sequence sequence, int slot, MemorySegment state, int cells) {
        if (context == null || !context.restore(slot, state)) {
            return false;
        }
        context.remove(slot, cells);
        sitting = sequence;
        return true;
    }

    /** Takes one over from another context, while nobody sits here; it stays where it is if it cannot be. */
    void seat(Sequence sequence, LlamaContext from) {
        if (context == null) {
            return;
        }
        if (sequence.inCells() == 0) {
            sitting = sequence;
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = from.save(sequence.slot(), arena);
            context.order(state);
            if (seat(sequence, sequence.slot(), state, sequence.inCells())) {
                from.remove(sequence.slot(), 0);
            }
        }
    }

    /** Lets go who sits here, with nothing left of it. */
    void leave() {
        if (context != null && sitting != null) {
            context.remove(sitting.slot(), 0);
            sitting = null;
        }
    }

    /** Tokens of who sits here. */
    int cells() {
        return sitting == null ? 0 : sitting.inCells();
    }

    /** Overwrites what was left in free cells. */
    void wash() {
        if (context != null && sitting == null) {
            context.clear();
        }
    }
}
