package dev.parley.persistence;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The store in SQL. */
final class JdbiConversationStore implements ConversationStore {
    private final Sql sql;
    private final Clock clock;
    private final Supplier<UUID> ids;

    JdbiConversationStore(Sql sql, Clock clock, Supplier<UUID> ids) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Conversation current(ConversationKey key) {
        return sql.run(handle -> conversations(handle).current(key))
                .orElseGet(() -> sql.transact(handle -> currentOrFirst(handle, key)));
    }

    @Override
    public Conversation startNew(ConversationKey key) {
        return sql.transact(handle -> begin(handle, key, ids.get()));
    }

    private Conversation currentOrFirst(Handle handle, ConversationKey key) {
        return conversations(handle).current(key).orElseGet(() -> begin(handle, key, ids.get()));
    }

    private Conversation begin(Handle handle, ConversationKey key, UUID id) {
        var dao = conversations(handle);
        dao.insert(id, key, clock.instant());
        if (dao.repoint(key, id) == 0) {
            dao.point(key, id);
        }
        return dao.find(id).orElseThrow();
    }

    @Override
    public Optional<Conversation> find(UUID id) {
        return sql.run(handle -> conversations(handle).find(id));
    }

    @Override
    public Optional<Conversation> latest(Person person, String workspace, String channel) {
        return sql.run(handle -> conversations(handle).latest(person, workspace, channel));
    }

    @Override
    public Optional<Turn> turn(UUID id) {
        return sql.run(handle -> turns(handle)
                .find(id)
                .map(turn -> quoting(handle, List.of(turn)).getFirst()));
    }

    @Override
    public List<Turn> path(UUID turnId) {
        return sql.run(handle -> quoting(handle, turns(handle).path(turnId)));
    }

    private static List<Turn> quoting(Handle handle, List<Turn> turns) {
        if (turns.isEmpty()) {
            return turns;
        }
        Map<UUID, List<Quotation>> said = turns(handle)
                .quotations(turns.getFirst().conversationId())
                .stream()
                .collect(groupingBy(TurnDao.Quoted::turnId, mapping(TurnDao.Quoted::quotation, toList())));
        return turns.stream()
                .map(turn -> turn.quoting(said.getOrDefault(turn.id(), List.of())))
                .toList();
    }

    @Override
    public List<Turn> history(UUID conversationId) {
        return find(conversationId).map(Conversation::head).map(this::path).orElse(List.of());
    }

    @Override
    public Finished finish(UUID inboxId, int revision, Turn user, Turn reply) {
        if (user.role() != Role.USER) {
            throw new IllegalArgumentException("turn " + user.id() + " is no person's message");
        }
        requireReplyTo(user, reply);
        return sql.transact(handle -> {
            var inbox = handle.attach(InboxDao.class);
            var entry = inbox.find(inboxId).orElse(null);
            if (entry == null || !entry.state().unfinished()) {
                return entry != null && entry.state() == InboxState.DONE ? Finished.STORED : Finished.GONE;
            }
            if (entry.revision() != revision) {
                return Finished.CHANGED;
            }
            if (!entry.replyTurnId().equals(reply.id())) {
                throw new IllegalArgumentException("the reply to inbox entry " + inboxId + " is turn "
                        + entry.replyTurnId() + ", not " + reply.id());
            }
            var conversation =
                    findOrBegin(handle, user.conversationId(), entry.message().key());
            boolean parentStays = user.parentId() == null || turns(handle).exists(user.parentId());
            turns(handle).insert(parentStays ? user : user.under(conversation.head()));
            turns(handle)
                    .insertQuotations(
                            user.id(),
                            IntStream.range(0, user.quotations().size()).boxed().toList(),
                            user.quotations());
            turns(handle).insert(reply);
            conversations(handle).head(conversation.id(), reply.id());
            inbox.end(inboxId, InboxState.DONE, null);
            return Finished.STORED;
        });
    }

    /** Somebody else may have forgotten the conversation when it was still empty. */
    private Conversation findOrBegin(Handle handle, UUID id, ConversationKey key) {
        return conversations(handle).find(id).orElseGet(() -> begin(handle, key, id));
    }

    @Override
    public boolean append(Turn reply) {
        var question = reply.parentId();
        if (question == null) {
            throw new IllegalArgumentException("turn " + reply.id() + " answers nothing");
        }
        return sql.transact(handle -> {
            if (turns(handle).exists(reply.id())) {
                return true;
            }
            var user = turns(handle).find(question);
            user.ifPresent(asked -> {
                requireReplyTo(asked, reply);
                turns(handle).insert(reply);
                conversations(handle).head(reply.conversationId(), reply.id());
            });
            return user.isPresent();
        });
    }

    private static void requireReplyTo(Turn user, Turn reply) {
        if (reply.role() != Role.ASSISTANT
                || !user.id().equals(reply.parentId())
                || !user.conversationId().equals(reply.conversationId())) {
            throw new IllegalArgumentException("turn " + reply.id() + " is no reply to turn " + user.id());
        }
    }

    @Override
    public Optional<Conversation> goOnFrom(UUID turnId) {
        return sql.transact(handle -> turns(handle).find(turnId).flatMap(turn -> {
            var dao = conversations(handle);
            return dao.find(turn.conversationId()).flatMap(conversation -> {
                dao.head(conversation.id(), turn.id());
                dao.cut(conversation.id(), null);
                dao.repoint(conversation.key(), conversation.id());
                return dao.find(conversation.id());
            });
        }));
    }

    @Override
    public void attend(ConversationKey key, boolean attentive) {
        sql.transactSoon(handle -> {
            var _ = currentOrFirst(handle, key);
            return conversations(handle).attend(key, attentive);
        });
    }

    @Override
    public boolean attends(ConversationKey key) {
        return sql.run(handle -> conversations(handle).attends(key));
    }

    @Override
    public void cut(UUID conversationId, @Nullable UUID firstKept) {
        sql.transactSoon(handle -> {
            conversations(handle).cut(conversationId, firstKept);
            return true;
        });
    }

    @Override
    public Map<UUID, Integer> tokenCounts(UUID conversationId, String tokenizer) {
        return sql.run(handle -> turns(handle).tokenCounts(conversationId, tokenizer));
    }

    @Override
    public void putTokenCounts(String tokenizer, Map<UUID, Integer> counts) {
        var turnIds = List.copyOf(counts.keySet());
        var values = turnIds.stream().map(counts::get).toList();
        sql.transact(handle -> {
            turns(handle).putTokenCounts(turnIds, tokenizer, values);
            return true;
        });
    }

    private static ConversationDao conversations(Handle handle) {
        return handle.attach(ConversationDao.class);
    }

    private static TurnDao turns(Handle handle) {
        return handle.attach(TurnDao.class);
    }
}
