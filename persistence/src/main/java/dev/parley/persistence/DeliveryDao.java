package dev.parley.persistence;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Which message shows what. */
interface DeliveryDao {
    @SqlUpdate("""
            merge into delivery d
            using (select cast(:d.platform as varchar) as platform, cast(:d.channel as varchar) as channel,
                          cast(:d.messageId as varchar) as message_id) v
            on d.platform = v.platform and d.channel = v.channel and d.message_id = v.message_id
            when matched then update set turn_id = :d.turnId, part = :d.part
            when not matched then insert (platform, channel, message_id, turn_id, part)
                values (v.platform, v.channel, v.message_id, :d.turnId, :d.part)
            """)
    void put(@BindMethods("d") Delivery d);

    @SqlQuery("""
            select * from delivery where platform = :platform and channel = :channel and message_id = :messageId
            """)
    Optional<Delivery> find(String platform, String channel, String messageId);

    @SqlQuery("select * from delivery where turn_id = :turn order by part, message_id")
    List<Delivery> of(UUID turn);

    @SqlUpdate("""
            delete from delivery where platform = :platform and channel = :channel and message_id = :messageId
            """)
    void delete(String platform, String channel, String messageId);

    @SqlBatch("delete from delivery where turn_id = :turn")
    void deleteOf(List<UUID> turn);
}
