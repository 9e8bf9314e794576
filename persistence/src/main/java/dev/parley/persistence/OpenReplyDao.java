package dev.parley.persistence;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Replies that are being shown. */
interface OpenReplyDao {
    @SqlUpdate("""
            merge into open_reply o
            using (select cast(:r.turnId as uuid) as turn_id) v
            on o.turn_id = v.turn_id
            when not matched then insert (turn_id, platform, channel, question, for_one)
                values (v.turn_id, :r.platform, :r.channel, :r.question, :r.forOne)
            """)
    void put(@BindMethods("r") OpenReply r);

    @SqlQuery("select * from open_reply where turn_id = :turn")
    Optional<OpenReply> find(UUID turn);

    @SqlUpdate("delete from open_reply where turn_id = :turn")
    void delete(UUID turn);

    @SqlQuery("""
            select o.*, i.author_id, i.author_name, i.thread, i.state, i.cause
            from open_reply o left join inbox i on i.reply_turn_id = o.turn_id
            where o.platform = :platform and (i.state is null or i.state not in ('RECEIVED', 'ANSWERING'))
            """)
    List<OpenReplies.Left> ended(String platform);
}
