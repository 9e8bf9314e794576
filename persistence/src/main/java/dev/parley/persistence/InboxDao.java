package dev.parley.persistence;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The inbox. Each change names the states that it starts from, so that two can never both make it. */
interface InboxDao {
    @SqlUpdate("""
            insert into inbox (id, platform, workspace, channel, thread, author_id, author_name, external_id, text,
                received_at, parent_id, reply_turn_id, state, attempts, partial_text)
            values (:id, :m.key.platform, :m.key.workspace, :m.key.channel, :m.key.thread, :m.author.id, :m.author.name,
                :m.externalId, :m.text, :m.receivedAt, :m.parentId, :replyTurnId, 'RECEIVED', 0, '')
            """)
    void insert(UUID id, @BindMethods("m") Incoming m, UUID replyTurnId);

    @SqlQuery("select * from inbox where id = :id")
    Optional<InboxEntry> find(UUID id);

    @SqlQuery("select * from inbox where platform = :platform and external_id = :externalId")
    Optional<InboxEntry> find(String platform, String externalId);

    @SqlQuery("select * from inbox where id = :id for update")
    Optional<InboxEntry> lock(UUID id);

    @SqlQuery("select * from inbox where state in ('RECEIVED', 'ANSWERING') order by received_at, seq")
    List<InboxEntry> unfinished();

    @SqlUpdate("""
            update inbox set state = 'ANSWERING', attempts = attempts + 1, conversation_id = :conversation
            where id = :id and state in ('RECEIVED', 'ANSWERING')
            """)
    int begin(UUID id, UUID conversation);

    @SqlUpdate("update inbox set partial_text = :text where id = :id and state = 'ANSWERING'")
    int savePartial(UUID id, String text);

    @SqlUpdate("""
            update inbox set attempts = attempts - 1, partial_text = :text where id = :id and state = 'ANSWERING'
            """)
    int interrupt(UUID id, String text);

    @SqlUpdate("""
            update inbox set text = :text, partial_text = ''
            where platform = :platform and external_id = :externalId and state in ('RECEIVED', 'ANSWERING')
            """)
    int edit(String platform, String externalId, String text);

    /** What was said is in the turns by now, or was not for us to keep. */
    @SqlUpdate("""
            update inbox set state = :state, cause = :cause, text = '', partial_text = ''
            where id = :id and state in ('RECEIVED', 'ANSWERING')
            """)
    int end(UUID id, InboxState state, @Nullable String cause);
}
