package dev.parley.engine.supervisor;

import dev.parley.engine.client.EngineEndpoint.Address;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an engine stands, for all who wait for it to change. Once closed it stays so. Safe from any thread. */
final class StateBoard {

    private static final Logger LOG = LoggerFactory.getLogger(StateBoard.class);

    private final Consumer<EngineState> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile EngineState state;
    private volatile @Nullable Address address;

    StateBoard(EngineState first, Consumer<EngineState> listener) {
        this.state = first;
        this.listener = listener;
    }

    EngineState state() {
        return state;
    }

    /** Where it can be reached at the moment; null for nowhere. */
    @Nullable Address address() {
        return address;
    }

    /** It cannot be reached any more; the state follows. */
    void unreachable() {
        address = null;
    }

    /** Changes it and wakes who waits; false where it stood like that already, or is closed. */
    boolean set(EngineState next, @Nullable Address at) {
        lock.lock();
        try {
            if (state instanceof EngineState.Closed) {
                return false;
            }
            boolean other = !state.equals(next);
            address = at;
            state = next;
            changed.signalAll();
            return other;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the listener, whose mistakes are its own. */
    void tell(EngineState next) {
        try {
            listener.accept(next);
        } catch (RuntimeException e) {
            LOG.error("The listener of the engine's states failed at {}", next, e);
        }
    }

    /** Wakes who waits, to look again. */
    void wake(Runnable why) {
        lock.lock();
        try {
            why.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it stands otherwise, at most so long. */
    void awaitChange(EngineState from, long nanos) throws InterruptedException {
        await(() -> !state.equals(from), nanos);
    }

    /** Waits until something holds, at most so long; asked under the lock, under which {@link #wake} runs too. */
    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
