package dev.parley.persistence;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Votes. */
interface FeedbackDao {
    @SqlUpdate("""
            merge into feedback f
            using (select id, persona, adapter, prompt_hash from turn where id = :turn and role = 'ASSISTANT') t
            on f.turn_id = t.id and f.platform = :p.platform and f.person_id = :p.id
            when matched then update set vote = :vote, created_at = :now
            when not matched then
                insert (turn_id, platform, person_id, vote, persona, adapter, prompt_hash, created_at)
                values (t.id, :p.platform, :p.id, :vote, t.persona, t.adapter, t.prompt_hash, :now)
            """)
    int put(UUID turn, @BindMethods("p") Person p, Vote vote, Instant now);

    @SqlQuery("select * from feedback where turn_id = :turn order by created_at")
    List<FeedbackEntry> of(UUID turn);
}
