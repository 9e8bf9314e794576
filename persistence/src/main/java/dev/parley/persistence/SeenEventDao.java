package dev.parley.persistence;

import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Events that came in. */
interface SeenEventDao {
    @SqlUpdate("insert into seen_event (platform, event_id) values (:platform, :eventId)")
    void insert(String platform, String eventId);
}
