package dev.parley.persistence;

import java.util.List;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Personas by what they are bound to. */
interface BindingDao {
    @SqlUpdate("""
            merge into persona_binding b
            using (select cast(:s.scope as varchar) as scope, cast(:s.platform as varchar) as platform,
                          cast(:s.workspace as varchar) as workspace, cast(:s.channel as varchar) as channel,
                          cast(:s.thread as varchar) as thread, cast(:s.personId as varchar) as person_id) v
            on b.scope = v.scope and b.platform = v.platform and b.workspace = v.workspace and b.channel = v.channel
               and b.thread = v.thread and b.person_id = v.person_id
            when matched then update set persona = :persona
            when not matched then insert (scope, platform, workspace, channel, thread, person_id, persona)
                values (v.scope, v.platform, v.workspace, v.channel, v.thread, v.person_id, :persona)
            """)
    void put(@BindMethods("s") BindingSubject s, String persona);

    @SqlUpdate("""
            delete from persona_binding
            where scope = :s.scope and platform = :s.platform and workspace = :s.workspace and channel = :s.channel
              and thread = :s.thread and person_id = :s.personId
            """)
    int delete(@BindMethods("s") BindingSubject s);

    @SqlQuery("""
            select * from persona_binding
            where platform = :k.platform
              and ((scope = 'CONVERSATION' and workspace = :k.workspace and channel = :k.channel and thread = :k.thread)
                or (scope = 'CHANNEL' and workspace = :k.workspace and channel = :k.channel)
                or (scope = 'PERSON' and person_id = :personId)
                or (scope = 'WORKSPACE' and workspace = :k.workspace))
            """)
    List<Binding> applying(@BindMethods("k") ConversationKey k, String personId);
}
