package dev.parley.bot.platform;

/** A place in line for a write, and then the write itself. */
public interface Ticket extends AutoCloseable {
    /**
     * Waits until the write may begin.
     *
     * @return false when it was {@linkplain #cancel cancelled} meanwhile
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean await() throws InterruptedException;

    /** The reply ends with this write: it goes to the line of those, behind who stands there. */
    void hurry();

    /** Ends the waiting. */
    void cancel();

    /** The write is over, or will not be. */
    @Override
    void close();
}
