package dev.parley.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** One row of a table as its record. */
final class Rows {
    private Rows() {}

    static void register(Jdbi jdbi) {
        jdbi.registerRowMapper(Conversation.class, (row, _) -> conversation(row));
        jdbi.registerRowMapper(Turn.class, (row, _) -> turn(row));
        jdbi.registerRowMapper(InboxEntry.class, (row, _) -> inboxEntry(row));
        jdbi.registerRowMapper(Delivery.class, (row, _) -> delivery(row));
        jdbi.registerRowMapper(OpenReply.class, (row, _) -> openReply(row));
        jdbi.registerRowMapper(OpenReplies.Left.class, (row, _) -> left(row));
        jdbi.registerRowMapper(Binding.class, (row, _) -> binding(row));
        jdbi.registerRowMapper(FeedbackEntry.class, (row, _) -> feedback(row));
        jdbi.registerRowMapper(TurnDao.Quoted.class, (row, _) -> quoted(row));
        jdbi.registerRowMapper(Quotation.class, (row, _) -> quoted(row).quotation());
        jdbi.registerRowMapper(
                PersonDao.QuotedIn.class,
                (row, _) -> new PersonDao.QuotedIn(
                        uuid(row, "turn_id"), uuid(row, "conversation_id"), row.getInt("position")));
        jdbi.registerRowMapper(Pruning.Node.class, (row, _) -> node(row));
    }

    private static Conversation conversation(ResultSet row) throws SQLException {
        return new Conversation(
                uuid(row, "id"), key(row), optionalUuid(row, "head"), optionalUuid(row, "cut"), time(row));
    }

    private static Turn turn(ResultSet row) throws SQLException {
        return new Turn(
                uuid(row, "id"),
                uuid(row, "conversation_id"),
                optionalUuid(row, "parent_id"),
                Role.valueOf(row.getString("role")),
                author(row),
                row.getString("external_id"),
                row.getString("text"),
                generation(row),
                time(row),
                List.of());
    }

    private static TurnDao.Quoted quoted(ResultSet row) throws SQLException {
        return new TurnDao.Quoted(
                uuid(row, "turn_id"), new Quotation(author(row), row.getString("external_id"), row.getString("text")));
    }

    private static @Nullable Generation generation(ResultSet row) throws SQLException {
        var finish = row.getString("finish");
        return finish == null
                ? null
                : new Generation(
                        row.getString("persona"),
                        row.getString("model"),
                        row.getString("adapter"),
                        row.getString("prompt_hash"),
                        row.getInt("prompt_tokens"),
                        row.getInt("cached_tokens"),
                        row.getInt("completion_tokens"),
                        row.getLong("ttft_millis"),
                        row.getDouble("prefill_tps"),
                        row.getDouble("decode_tps"),
                        Finish.valueOf(finish),
                        row.getInt("dropped_turns"));
    }

    private static InboxEntry inboxEntry(ResultSet row) throws SQLException {
        var message = new Incoming(
                key(row),
                author(row),
                row.getString("external_id"),
                row.getString("text"),
                time(row, "received_at"),
                optionalUuid(row, "parent_id"),
                row.getString("persona"));
        return new InboxEntry(
                uuid(row, "id"),
                message,
                uuid(row, "reply_turn_id"),
                InboxState.valueOf(row.getString("state")),
                row.getInt("attempts"),
                optionalUuid(row, "conversation_id"),
                row.getString("partial_text"),
                row.getString("cause"),
                row.getInt("revision"),
                optionalUuid(row, "joined_to"));
    }

    private static OpenReply openReply(ResultSet row) throws SQLException {
        return new OpenReply(
                uuid(row, "turn_id"),
                row.getString("platform"),
                row.getString("channel"),
                row.getString("question"),
                row.getBoolean("for_one"));
    }

    private static OpenReplies.Left left(ResultSet row) throws SQLException {
        var state = row.getString("state");
        return new OpenReplies.Left(
                openReply(row),
                state == null ? null : author(row),
                state == null ? null : row.getString("thread"),
                state == null ? null : InboxState.valueOf(state),
                row.getString("cause"));
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getString("platform"),
                row.getString("channel"),
                row.getString("message_id"),
                uuid(row, "turn_id"),
                row.getInt("part"));
    }

    private static Binding binding(ResultSet row) throws SQLException {
        var subject = new BindingSubject(
                BindingScope.valueOf(row.getString("scope")),
                row.getString("platform"),
                row.getString("workspace"),
                row.getString("channel"),
                row.getString("thread"),
                row.getString("person_id"));
        return new Binding(subject, row.getString("persona"));
    }

    private static FeedbackEntry feedback(ResultSet row) throws SQLException {
        return new FeedbackEntry(
                uuid(row, "turn_id"),
                new Person(row.getString("platform"), row.getString("person_id")),
                Vote.valueOf(row.getString("vote")),
                row.getString("persona"),
                row.getString("adapter"),
                row.getString("prompt_hash"),
                time(row));
    }

    private static Pruning.Node node(ResultSet row) throws SQLException {
        return new Pruning.Node(uuid(row, "id"), optionalUuid(row, "parent_id"), Role.valueOf(row.getString("role")));
    }

    private static ConversationKey key(ResultSet row) throws SQLException {
        return new ConversationKey(
                row.getString("platform"),
                row.getString("workspace"),
                row.getString("channel"),
                row.getString("thread"));
    }

    private static Author author(ResultSet row) throws SQLException {
        return new Author(row.getString("platform"), row.getString("author_id"), row.getString("author_name"));
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static @Nullable UUID optionalUuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Instant time(ResultSet row) throws SQLException {
        return time(row, "created_at");
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
