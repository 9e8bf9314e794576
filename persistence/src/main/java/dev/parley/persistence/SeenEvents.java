package dev.parley.persistence;

/**
 * Events that a platform delivers more than once and that are no messages: edits, deletions, commands, a tab that was
 * opened. Messages are known to the {@link Inbox}. An event's id is drawn by the platform and says nothing about a
 * person: it is kept for ever, and neither shown nor forgotten by {@link PersonalData}.
 */
public final class SeenEvents {
    private final Sql sql;

    SeenEvents(Sql sql) {
        this.sql = sql;
    }

    /**
     * Notes an event. A crash between this and what the event asks for loses that, so what must not be lost does not
     * rely on it.
     *
     * @param platform where it happened
     * @param eventId the platform's id of the event
     * @return true the first time, for one of all that bring it at once; false ever after, also after a restart
     * @throws StoreException when the database fails: then it is not noted
     */
    public boolean first(String platform, String eventId) {
        try {
            return sql.transact(handle -> {
                handle.attach(SeenEventDao.class).insert(platform, eventId);
                return true;
            });
        } catch (StoreException e) {
            if (Sql.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }
}
