package dev.parley.engine.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A wish to stop, made once by any thread and heard by whoever registered for it. One cancellation may span several
 * generations, for instance a reply that is resumed after the engine died.
 */
public final class Cancellation {

    private final Set<Registration> registrations = new LinkedHashSet<>();
    private boolean cancelled;

    /** Cancels: runs every registered action on this thread, in order of registration. A second call does nothing. */
    public void cancel() {
        List<Registration> due;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            due = List.copyOf(registrations);
            registrations.clear();
        }
        due.forEach(registration -> registration.action.run());
    }

    /**
     * Says whether {@link #cancel()} was called.
     *
     * @return true from the moment of the call on, for ever
     */
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /**
     * Registers an action for the moment of the cancel; if that has passed, it runs now, on this thread.
     *
     * @param action short, free of exceptions, and safe to run on any thread
     * @return what takes the registration back; closing it after the action ran does nothing
     */
    public Registration onCancel(Runnable action) {
        var registration = new Registration(action);
        synchronized (this) {
            if (!cancelled) {
                registrations.add(registration);
                return registration;
            }
        }
        action.run();
        return registration;
    }

    private synchronized void remove(Registration registration) {
        registrations.remove(registration);
    }

    /** A registered action; closing it takes the action back. */
    public final class Registration implements AutoCloseable {

        private final Runnable action;

        private Registration(Runnable action) {
            this.action = action;
        }

        @Override
        public void close() {
            remove(this);
        }
    }
}
