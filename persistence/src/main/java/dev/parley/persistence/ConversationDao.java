package dev.parley.persistence;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Conversations, and the places that point to them. */
interface ConversationDao {
    @SqlQuery("select * from conversation where id = :id")
    Optional<Conversation> find(UUID id);

    @SqlQuery("""
            select c.*
            from place p
            join conversation c on c.id = p.conversation_id
            where p.platform = :k.platform and p.workspace = :k.workspace
              and p.channel = :k.channel and p.thread = :k.thread
            """)
    Optional<Conversation> current(@BindMethods("k") ConversationKey k);

    @SqlQuery("""
            select c.*
            from inbox i
            join place p on p.platform = i.platform and p.workspace = i.workspace
             and p.channel = i.channel and p.thread = i.thread
            join conversation c on c.id = p.conversation_id
            where i.platform = :p.platform and i.author_id = :p.id
              and i.workspace = :workspace and i.channel = :channel
            order by i.seq desc
            fetch first 1 row only
            """)
    Optional<Conversation> latest(@BindMethods("p") Person p, String workspace, String channel);

    @SqlUpdate("""
            insert into conversation (id, platform, workspace, channel, thread, created_at)
            values (:id, :k.platform, :k.workspace, :k.channel, :k.thread, :now)
            """)
    void insert(UUID id, @BindMethods("k") ConversationKey k, Instant now);

    @SqlUpdate("""
            insert into place (platform, workspace, channel, thread, conversation_id)
            values (:k.platform, :k.workspace, :k.channel, :k.thread, :id)
            """)
    void point(@BindMethods("k") ConversationKey k, UUID id);

    @SqlUpdate("""
            update place set conversation_id = :id
            where platform = :k.platform and workspace = :k.workspace
              and channel = :k.channel and thread = :k.thread
            """)
    int repoint(@BindMethods("k") ConversationKey k, UUID id);

    @SqlUpdate("""
            update place set attentive = :attentive
            where platform = :k.platform and workspace = :k.workspace
              and channel = :k.channel and thread = :k.thread
            """)
    int attend(@BindMethods("k") ConversationKey k, boolean attentive);

    @SqlQuery("""
            select exists (select 1 from place
                           where platform = :k.platform and workspace = :k.workspace
                             and channel = :k.channel and thread = :k.thread and attentive)
            """)
    boolean attends(@BindMethods("k") ConversationKey k);

    @SqlUpdate("update conversation set head = :head where id = :id")
    void head(UUID id, @Nullable UUID head);

    @SqlUpdate("update conversation set cut = :cut where id = :id")
    void cut(UUID id, @Nullable UUID cut);

    @SqlUpdate("delete from place where conversation_id = :id")
    void deletePlace(UUID id);

    @SqlUpdate("delete from conversation where id = :id")
    void delete(UUID id);

    @SqlQuery("""
            select exists (select 1 from conversation
                           where platform = :k.platform and workspace = :k.workspace
                             and channel = :k.channel and thread = :k.thread)
            """)
    boolean anyAt(@BindMethods("k") ConversationKey k);
}
