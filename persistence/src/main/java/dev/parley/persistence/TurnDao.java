package dev.parley.persistence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.KeyColumn;
import org.jdbi.v3.sqlobject.config.ValueColumn;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Turns, and how many tokens they are. */
interface TurnDao {
    @SqlQuery("select * from turn where id = :id")
    Optional<Turn> find(UUID id);

    @SqlQuery("select exists (select 1 from turn where id = :id)")
    boolean exists(UUID id);

    /** The way up is walked by ids alone; the texts are read once, for the turns on it. */
    @SqlQuery("""
            with recursive up (id, parent_id, distance) as (
                select id, parent_id, 0 from turn where id = :id
                union all
                select t.id, t.parent_id, up.distance + 1 from up join turn t on t.id = up.parent_id
            )
            select t.* from up join turn t on t.id = up.id order by up.distance desc
            """)
    List<Turn> path(UUID id);

    @SqlUpdate("""
            insert into turn (id, conversation_id, parent_id, role, platform, author_id, author_name, external_id, text,
                persona, model, adapter, prompt_hash, prompt_tokens, cached_tokens, completion_tokens, ttft_millis,
                prefill_tps, decode_tps, finish, dropped_turns, created_at)
            values (:t.id, :t.conversationId, :t.parentId, :t.role, :t.author.platform, :t.author.id, :t.author.name,
                :t.externalId, :t.text, :t.generation?.persona, :t.generation?.model, :t.generation?.adapter,
                :t.generation?.promptHash, :t.generation?.promptTokens, :t.generation?.cachedTokens,
                :t.generation?.completionTokens, :t.generation?.ttftMillis, :t.generation?.prefillTps,
                :t.generation?.decodeTps, :t.generation?.finish, :t.generation?.droppedTurns, :t.createdAt)
            """)
    void insert(@BindMethods("t") Turn t);

    /** A quotation and the turn that it belongs to. */
    record Quoted(UUID turnId, Quotation quotation) {}

    @SqlQuery("""
            select q.* from quotation q
            join turn t on t.id = q.turn_id
            where t.conversation_id = :conversation
            order by q.turn_id, q.position
            """)
    List<Quoted> quotations(UUID conversation);

    @SqlBatch("""
            insert into quotation (turn_id, position, platform, author_id, author_name, external_id, text)
            values (:turn, :position, :q.author.platform, :q.author.id, :q.author.name, :q.externalId, :q.text)
            """)
    void insertQuotations(UUID turn, List<Integer> position, @BindMethods("q") List<Quotation> q);

    @SqlQuery("select id, parent_id, role from turn where conversation_id = :conversation order by seq")
    List<Pruning.Node> tree(UUID conversation);

    @SqlUpdate("update turn set parent_id = :parent where id = :id")
    void relink(UUID id, @Nullable UUID parent);

    /** Children before their parents: a turn cannot go while another hangs on it. */
    @SqlBatch("delete from turn where id = :id")
    void delete(List<UUID> id);

    @SqlQuery("""
            select c.turn_id, c.tokens
            from token_count c
            join turn t on t.id = c.turn_id
            where t.conversation_id = :conversation and c.tokenizer = :tokenizer
            """)
    @KeyColumn("turn_id")
    @ValueColumn("tokens")
    Map<UUID, Integer> tokenCounts(UUID conversation, String tokenizer);

    /** A turn that was forgotten meanwhile gets no count. */
    @SqlBatch("""
            merge into token_count c
            using (select id from turn where id = :turn) t
            on c.turn_id = t.id and c.tokenizer = :tokenizer
            when matched then update set tokens = :count
            when not matched then insert (turn_id, tokenizer, tokens) values (t.id, :tokenizer, :count)
            """)
    void putTokenCounts(List<UUID> turn, String tokenizer, List<Integer> count);
}
