package dev.parley.persistence;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.KeyColumn;
import org.jdbi.v3.sqlobject.config.ValueColumn;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What is stored about one person, and how it goes. */
interface PersonDao {
    /** The turn and its conversation. */
    @SqlQuery("""
            select id, conversation_id from turn
            where conversation_id = :conversation and platform = :p.platform and author_id = :p.id and role = 'USER'
            order by seq desc
            fetch first 1 row only
            """)
    @KeyColumn("id")
    @ValueColumn("conversation_id")
    Map<UUID, UUID> lastTurn(@BindMethods("p") Person p, UUID conversation);

    /** The turn and its conversation. */
    @SqlQuery("""
            select id, conversation_id from turn
            where platform = :platform and external_id = :externalId and role = 'USER'
            """)
    @KeyColumn("id")
    @ValueColumn("conversation_id")
    Map<UUID, UUID> turnOf(String platform, String externalId);

    /** Turns and their conversations. */
    @SqlQuery("""
            select id, conversation_id from turn
            where platform = :p.platform and author_id = :p.id and role = 'USER' and created_at >= :since
            """)
    @KeyColumn("id")
    @ValueColumn("conversation_id")
    Map<UUID, UUID> turnsSince(@BindMethods("p") Person p, Instant since);

    @SqlQuery("""
            select * from inbox
            where platform = :p.platform and author_id = :p.id and state in ('RECEIVED', 'ANSWERING', 'JOINED')
              and received_at >= :since
            order by seq
            """)
    List<InboxEntry> unfinished(@BindMethods("p") Person p, Instant since);

    /** Where a person is quoted. */
    record QuotedIn(UUID turnId, UUID conversationId, int position) {}

    @SqlQuery("""
            select q.turn_id, t.conversation_id, q.position from quotation q
            join turn t on t.id = q.turn_id
            where q.platform = :p.platform and q.author_id = :p.id and t.created_at >= :since
            """)
    List<QuotedIn> quotedSince(@BindMethods("p") Person p, Instant since);

    @SqlQuery("""
            select q.turn_id, t.conversation_id, q.position from quotation q
            join turn t on t.id = q.turn_id
            where q.platform = :platform and q.external_id = :externalId
            """)
    List<QuotedIn> quotedMessage(String platform, String externalId);

    @SqlUpdate("delete from quotation where turn_id = :turn and position = :position")
    void deleteQuotation(UUID turn, int position);

    /** What others' questions quote of the person. */
    @SqlQuery("""
            select q.* from quotation q
            join turn t on t.id = q.turn_id
            where q.platform = :p.platform and q.author_id = :p.id
            order by t.seq, q.position
            """)
    List<Quotation> quotations(@BindMethods("p") Person p);

    /** The conversations at the places where the person wrote, empty ones too. */
    @SqlQuery("""
            select distinct c.id
            from inbox i
            join conversation c on c.platform = i.platform and c.workspace = i.workspace
             and c.channel = i.channel and c.thread = i.thread
            where i.platform = :p.platform and i.author_id = :p.id
            """)
    List<UUID> visited(@BindMethods("p") Person p);

    /** Those of replies that were never stored; those of turns go with their turns. */
    @SqlUpdate("""
            delete from delivery
            where turn_id in (select reply_turn_id from inbox where platform = :p.platform and author_id = :p.id)
            """)
    void deleteDeliveries(@BindMethods("p") Person p);

    @SqlUpdate("delete from inbox where platform = :p.platform and author_id = :p.id")
    void deleteInbox(@BindMethods("p") Person p);

    @SqlUpdate("delete from feedback where platform = :p.platform and person_id = :p.id")
    void deleteFeedback(@BindMethods("p") Person p);

    @SqlUpdate("delete from persona_binding where scope = 'PERSON' and platform = :p.platform and person_id = :p.id")
    void deleteBindings(@BindMethods("p") Person p);

    /** Of a conversation without turns, unless somebody else's message waits at that place. */
    @SqlQuery("""
            select not exists (select 1 from turn where conversation_id = :id)
               and not exists (select 1 from inbox where conversation_id = :id and state in ('RECEIVED', 'ANSWERING'))
               and not exists (select 1 from inbox
                               where platform = :k.platform and workspace = :k.workspace and channel = :k.channel
                                 and thread = :k.thread and state in ('RECEIVED', 'ANSWERING'))
            """)
    boolean abandoned(UUID id, @BindMethods("k") ConversationKey k);

    @SqlQuery("""
            select distinct c.* from conversation c
            join turn t on t.conversation_id = c.id
            where t.platform = :p.platform and t.author_id = :p.id and t.role = 'USER'
            order by c.created_at, c.id
            """)
    List<Conversation> conversations(@BindMethods("p") Person p);

    @SqlQuery("""
            select t.* from turn t
            left join turn q on q.id = t.parent_id
            where (t.platform = :p.platform and t.author_id = :p.id and t.role = 'USER')
               or (t.role = 'ASSISTANT' and q.platform = :p.platform and q.author_id = :p.id and q.role = 'USER')
            order by t.seq
            """)
    List<Turn> turns(@BindMethods("p") Person p);

    @SqlQuery("select * from inbox where platform = :p.platform and author_id = :p.id order by seq")
    List<InboxEntry> inbox(@BindMethods("p") Person p);

    @SqlQuery("""
            select d.* from delivery d
            join turn t on t.id = d.turn_id
            join turn q on q.id = t.parent_id
            where q.platform = :p.platform and q.author_id = :p.id and q.role = 'USER'
            union
            select d.* from delivery d
            join inbox i on i.reply_turn_id = d.turn_id
            where i.platform = :p.platform and i.author_id = :p.id
            """)
    List<Delivery> deliveries(@BindMethods("p") Person p);

    @SqlQuery("select * from persona_binding where platform = :p.platform and person_id = :p.id")
    List<Binding> bindings(@BindMethods("p") Person p);

    @SqlQuery("select * from feedback where platform = :p.platform and person_id = :p.id order by created_at")
    List<FeedbackEntry> feedback(@BindMethods("p") Person p);
}
