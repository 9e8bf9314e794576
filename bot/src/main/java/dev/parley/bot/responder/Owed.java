package dev.parley.bot.responder;

import dev.parley.persistence.Database;
import dev.parley.persistence.StoreException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be stored for somebody whose message was taken: while nothing can be written, it waits for that. */
final class Owed {
    private static final Logger log = LoggerFactory.getLogger(Owed.class);

    private final Database database;

    Owed(Database database) {
        this.database = database;
    }

    /** Does it as soon as it can be done. What it does must not matter when it is done twice. */
    <T> T store(Supplier<T> work) {
        return store(() -> {}, work);
    }

    /** The same where somebody waits for a reply, who is told why. */
    <T> T store(Reply reply, Supplier<T> work) {
        return store(() -> reply.status(new ReplyStatus.NoRoom()), work);
    }

    /**
     * The same where somebody must not wait with it.
     *
     * @param beforeWaiting told before each wait
     * @param work as above
     * @return what it gives
     */
    <T> T store(Runnable beforeWaiting, Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (StoreException e) {
                if (!isFull(e)) {
                    throw e;
                }
                beforeWaiting.run();
                if (!database.awaitWritable()) {
                    throw e;
                }
            }
        }
    }

    /** The same for the last step of a message; while Parley leaves that waits for the next start. */
    void settle(Supplier<?> work) {
        try {
            var _ = store(work);
        } catch (StoreException e) {
            if (!isFull(e)) {
                throw e;
            }
            log.info("what became of a message is stored after the next start");
        }
    }

    /** Does it now, or not at all. */
    static void ifThereIsRoom(Runnable work) {
        try {
            work.run();
        } catch (StoreException e) {
            if (!isFull(e)) {
                throw e;
            }
        }
    }

    /** Nobody waits any more. */
    void leave() {
        database.stopWaiting();
    }

    /** Whether it only cannot be written at the moment. */
    static boolean isFull(Throwable failure) {
        return failure instanceof StoreException store && store.kind() == StoreException.Kind.NOT_WRITABLE;
    }
}
