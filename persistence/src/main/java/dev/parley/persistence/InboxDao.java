package dev.parley.persistence;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The inbox. Each change names the states that it starts from, so that two can never both make it. */
interface InboxDao {
    @SqlUpdate("""
            insert into inbox (id, platform, workspace, channel, thread, author_id, author_name, external_id, text,
                received_at, parent_id, persona, reply_turn_id, state, attempts, partial_text,
                joined_to)
            values (:id, :m.key.platform, :m.key.workspace, :m.key.channel, :m.key.thread, :m.author.id, :m.author.name,
                :m.externalId, :m.text, :m.receivedAt, :m.parentId, :m.persona, :replyTurnId, :state,
                0, '', :joinedTo)
            """)
    void insert(UUID id, @BindMethods("m") Incoming m, UUID replyTurnId, InboxState state, @Nullable UUID joinedTo);

    /**
     * The person's newest question there whose reply has not been begun, that goes on from the same turn and was not
     * written after this message: an earlier message that comes late keeps its own place before that question.
     */
    @SqlQuery("""
            select * from inbox
            where platform = :m.key.platform and workspace = :m.key.workspace and channel = :m.key.channel
              and thread = :m.key.thread and author_id = :m.author.id and state = 'RECEIVED'
              and parent_id is not distinct from cast(:m.parentId as uuid)
              and persona is not distinct from cast(:m.persona as varchar)
              and received_at <= :m.receivedAt
            order by received_at desc, seq desc
            fetch first 1 row only
            """)
    Optional<InboxEntry> waiting(@BindMethods("m") Incoming m);

    /** A question and what joined it, in the order in which that was written: it may have come in another one. */
    @SqlQuery("""
            select * from inbox
            where id = :id or (joined_to = :id and state = 'JOINED')
            order by received_at, seq
            """)
    List<InboxEntry> parts(UUID id);

    @SqlUpdate("""
            update inbox set revision = revision + 1, partial_text = ''
            where id = :id and state in ('RECEIVED', 'ANSWERING')
            """)
    int revise(UUID id);

    @SqlUpdate("update inbox set text = :text where id = :id and state in ('RECEIVED', 'ANSWERING', 'JOINED')")
    int say(UUID id, String text);

    /** The question with all that joined it. */
    default Optional<InboxEntry> whole(UUID id) {
        return find(id).map(entry -> entry.saying(parts(id).stream()
                .map(each -> each.message().text())
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n"))));
    }

    @SqlQuery("select * from inbox where id = :id")
    Optional<InboxEntry> find(UUID id);

    @SqlQuery("select * from inbox where platform = :platform and external_id = :externalId")
    Optional<InboxEntry> find(String platform, String externalId);

    @SqlQuery("select * from inbox where state in ('RECEIVED', 'ANSWERING') order by received_at, seq")
    List<InboxEntry> unfinished();

    @SqlUpdate("""
            update inbox set state = 'ANSWERING', attempts = attempts + 1, conversation_id = :conversation
            where id = :id and state in ('RECEIVED', 'ANSWERING')
            """)
    int begin(UUID id, UUID conversation);

    @SqlUpdate("""
            update inbox set partial_text = :text where id = :id and state = 'ANSWERING' and revision = :revision
            """)
    int savePartial(UUID id, int revision, String text);

    @SqlUpdate("""
            update inbox set attempts = attempts - 1, partial_text = :text where id = :id and state = 'ANSWERING'
            """)
    int interrupt(UUID id, String text);

    @SqlUpdate("delete from inbox where id = :id and state in ('RECEIVED', 'JOINED')")
    int withdraw(UUID id);

    /** What was said is in the turns by now, or was not for us to keep. */
    default int end(UUID id, InboxState state, @Nullable String cause) {
        eraseJoined(id);
        return endAlone(id, state, cause);
    }

    @SqlUpdate("""
            update inbox set state = :state, cause = :cause, text = '', partial_text = ''
            where id = :id and state in ('RECEIVED', 'ANSWERING', 'JOINED')
            """)
    int endAlone(UUID id, InboxState state, @Nullable String cause);

    @SqlUpdate("update inbox set text = '' where joined_to = :id")
    void eraseJoined(UUID id);
}
