package dev.parley.persistence;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which message of a platform shows which part of which turn: so replies to the bot, buttons, edits and deletes find
 * their turn, after a restart too. What cannot be written at the moment is written as soon as it can. All methods throw
 * {@link StoreException} when the database fails otherwise.
 */
public final class Deliveries {
    private final Sql sql;

    Deliveries(Sql sql) {
        this.sql = sql;
    }

    /** Remembers what a message shows, in place of what it showed before. */
    public void put(Delivery delivery) {
        sql.transactSoon(handle -> {
            handle.attach(DeliveryDao.class).put(delivery);
            return true;
        });
    }

    /** What a message shows. Its turn may not be stored yet. */
    public Optional<Delivery> find(String platform, String channel, String messageId) {
        return sql.run(handle -> handle.attach(DeliveryDao.class).find(platform, channel, messageId));
    }

    /** The messages that show a turn, by part. */
    public List<Delivery> of(UUID turnId) {
        return sql.run(handle -> handle.attach(DeliveryDao.class).of(turnId));
    }

    /** The message is no more. */
    public void remove(String platform, String channel, String messageId) {
        sql.transactSoon(handle -> {
            handle.attach(DeliveryDao.class).delete(platform, channel, messageId);
            return true;
        });
    }
}
