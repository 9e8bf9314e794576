package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.BEN;
import static dev.parley.persistence.Talk.NOW;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.exchange;
import static dev.parley.persistence.Talk.incoming;
import static dev.parley.persistence.Talk.reply;
import static dev.parley.persistence.Talk.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabase.class)
final class ConversationStoreTest {
    private Database database;
    private ConversationStore store;
    private Conversation conversation;

    @BeforeEach
    void open(Database fresh) {
        database = fresh;
        store = fresh.conversations();
        conversation = store.current(PLACE);
    }

    private Conversation now() {
        return store.find(conversation.id()).orElseThrow();
    }

    @Test
    void aPlaceKeepsItsConversationUntilANewOneIsBegun() {
        assertThat(store.current(PLACE)).isEqualTo(conversation);
        var next = store.startNew(PLACE);
        assertThat(next.id()).isNotEqualTo(conversation.id());
        assertThat(store.current(PLACE)).isEqualTo(next);
        assertThat(store.find(conversation.id())).contains(conversation);
    }

    @Test
    void aFirstNewConversationNeedsNoOldOne() {
        var elsewhere = new ConversationKey("terminal", "local", "main", "");
        var first = store.startNew(elsewhere);
        assertThat(store.current(elsewhere)).isEqualTo(first);
    }

    @RepeatedTest(20)
    void sixteenAtOnceBeginOneConversation() throws Exception {
        var start = new CyclicBarrier(16);
        var place = new ConversationKey("terminal", "local", "main", "");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = IntStream.range(0, 16)
                    .mapToObj(_ -> threads.submit(() -> {
                        start.await();
                        return store.current(place).id();
                    }))
                    .toList();
            for (var future : futures) {
                assertThat(future.get()).isEqualTo(store.current(place).id());
            }
        }
    }

    @Test
    void finishingStoresBothTurnsMovesTheHeadAndEndsTheEntry() {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        database.inbox().begin(entry.id(), conversation.id());
        database.inbox().savePartial(entry.id(), 0, "Hi");
        var user = user(conversation, null, ANN, "m1", "hello");
        var reply = reply(entry.replyTurnId(), user, "Hi Ann");
        assertThat(store.finish(entry.id(), 0, user, reply)).isEqualTo(Finished.STORED);
        assertThat(store.history(conversation.id())).containsExactly(user, reply);
        assertThat(now().head()).isEqualTo(reply.id());
        var done = database.inbox().find(entry.id()).orElseThrow();
        assertThat(done.state()).isEqualTo(InboxState.DONE);
        assertThat(done.message().text()).isEmpty();
        assertThat(done.partialText()).isEmpty();
    }

    @Test
    void finishingAgainStoresNothingTwice() {
        var first = exchange(database, conversation, ANN, "m1");
        assertThat(store.finish(first.entry().id(), 0, first.user(), first.reply()))
                .isEqualTo(Finished.STORED);
        var other = user(conversation, first.reply().id(), ANN, "m1", "hello");
        assertThat(store.finish(
                        first.entry().id(), 0, other, reply(first.entry().replyTurnId(), other, "again")))
                .isEqualTo(Finished.STORED);
        assertThat(store.history(conversation.id())).containsExactly(first.user(), first.reply());
    }

    @Test
    void sixteenWhoFinishTheSameEntryStoreItOnce() throws Exception {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        var start = new CyclicBarrier(16);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = IntStream.range(0, 16)
                    .mapToObj(_ -> threads.submit(() -> {
                        var user = user(conversation, null, ANN, "m1", "hello");
                        start.await();
                        return store.finish(entry.id(), 0, user, reply(entry.replyTurnId(), user, "Hi"));
                    }))
                    .toList();
            for (var future : futures) {
                assertThat(future.get()).isEqualTo(Finished.STORED);
            }
        }
        assertThat(store.history(conversation.id())).hasSize(2);
    }

    @Test
    void storesNothingForAnEntryThatFailed() {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        database.inbox().fail(entry.id(), "the engine does not start");
        var user = user(conversation, null, ANN, "m1", "hello");
        assertThat(store.finish(entry.id(), 0, user, reply(entry.replyTurnId(), user, "Hi")))
                .isEqualTo(Finished.GONE);
        assertThat(store.finish(UUID.randomUUID(), 0, user, reply(entry.replyTurnId(), user, "Hi")))
                .isEqualTo(Finished.GONE);
        assertThat(store.history(conversation.id())).isEmpty();
    }

    @Test
    void storesNothingWhenTheReplyIsNotTheOneThatWasDrawn() {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        var user = user(conversation, null, ANN, "m1", "hello");
        assertThatThrownBy(() -> store.finish(entry.id(), 0, user, reply(UUID.randomUUID(), user, "Hi")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(entry.replyTurnId().toString());
        assertThat(store.turn(user.id())).isEmpty();
        assertThat(database.inbox().unfinished()).hasSize(1);
    }

    @Test
    void aReplyWithoutItsMessageIsRefused() {
        var first = exchange(database, conversation, ANN, "m1");
        var stray = user(conversation, null, ANN, "m2", "hello");
        assertThatThrownBy(() -> store.finish(UUID.randomUUID(), 0, stray, first.reply()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.append(stray)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.finish(UUID.randomUUID(), 0, first.reply(), first.reply()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everythingAboutATurnComesBack() {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        var user = user(conversation, null, ANN, "m1", "hello");
        var generation =
                new Generation("coder", "qwen", "coder-v2", "beef", 900, 850, 77, 45, 1234.5, 33.25, Finish.LENGTH, 6);
        var reply = new Turn(
                entry.replyTurnId(),
                conversation.id(),
                user.id(),
                Role.ASSISTANT,
                Talk.PARLEY,
                null,
                "Hi",
                generation,
                NOW);
        store.finish(entry.id(), 0, user, reply);
        assertThat(store.turn(reply.id())).contains(reply);
        assertThat(store.turn(user.id())).contains(user);
    }

    @Test
    void aRegeneratedReplyIsASiblingAndTheHead() {
        var first = exchange(database, conversation, ANN, "m1");
        var again = reply(UUID.randomUUID(), first.user(), "another answer");
        assertThat(store.append(again)).isTrue();
        assertThat(store.append(again)).isTrue();
        assertThat(store.history(conversation.id())).containsExactly(first.user(), again);
        assertThat(store.path(first.reply().id())).containsExactly(first.user(), first.reply());
    }

    @Test
    void aReplyToAForgottenMessageIsNotAppended() {
        var first = exchange(database, conversation, ANN, "m1");
        database.personalData().forgetLast(ANN.person(), conversation.id());
        assertThat(store.append(reply(UUID.randomUUID(), first.user(), "late"))).isFalse();
        assertThat(store.history(conversation.id())).isEmpty();
    }

    @Test
    void aMessageThatGoesOnFromAnOlderReplyIsABranch() {
        var first = exchange(database, conversation, ANN, "m1");
        var second = exchange(database, conversation, ANN, "m2");
        var branch = exchange(database, conversation, first.reply().id(), BEN, "m3");
        assertThat(store.history(conversation.id()))
                .containsExactly(first.user(), first.reply(), branch.user(), branch.reply());
        assertThat(store.path(second.reply().id()))
                .containsExactly(first.user(), first.reply(), second.user(), second.reply());
    }

    @Test
    void aMessageWhoseParentWasForgottenMeanwhileHangsOnTheHead() {
        var first = exchange(database, conversation, ANN, "m1");
        var second = exchange(database, conversation, ANN, "m2");
        var entry = database.inbox().accept(incoming(BEN, "m3", "hello")).orElseThrow();
        var user = user(conversation, second.reply().id(), BEN, "m3", "hello");
        database.personalData().forgetLast(ANN.person(), conversation.id());
        assertThat(store.finish(entry.id(), 0, user, reply(entry.replyTurnId(), user, "Hi")))
                .isEqualTo(Finished.STORED);
        assertThat(store.history(conversation.id()))
                .extracting(Turn::id)
                .containsExactly(first.user().id(), first.reply().id(), user.id(), entry.replyTurnId());
    }

    @Test
    void findsWhereAPersonWroteLastInAChannel() {
        var thread = new ConversationKey("discord", "guild", "general", "other");
        var other = store.current(thread);
        exchange(database, other, ANN, "m1");
        exchange(database, conversation, ANN, "m2");
        exchange(database, other, BEN, "m3");
        assertThat(store.latest(ANN.person(), "guild", "general"))
                .get()
                .extracting(Conversation::id)
                .isEqualTo(conversation.id());
        assertThat(store.latest(BEN.person(), "guild", "general"))
                .get()
                .extracting(Conversation::id)
                .isEqualTo(other.id());
        assertThat(store.latest(ANN.person(), "guild", "elsewhere")).isEmpty();
        var next = store.startNew(PLACE);
        assertThat(store.latest(ANN.person(), "guild", "general")).contains(next);
    }

    @Test
    void remembersTheCut() {
        var first = exchange(database, conversation, ANN, "m1");
        store.cut(conversation.id(), first.user().id());
        assertThat(now().cut()).isEqualTo(first.user().id());
        store.cut(conversation.id(), null);
        assertThat(now().cut()).isNull();
    }

    @Test
    void remembersTokenCountsByTokenizer() {
        var first = exchange(database, conversation, ANN, "m1");
        var counts = Map.of(first.user().id(), 7, first.reply().id(), 9);
        store.putTokenCounts("sha-a", counts);
        store.putTokenCounts("sha-b", Map.of(first.user().id(), 8));
        store.putTokenCounts("sha-b", Map.of(first.user().id(), 12, UUID.randomUUID(), 3));
        assertThat(store.tokenCounts(conversation.id(), "sha-a")).isEqualTo(counts);
        assertThat(store.tokenCounts(conversation.id(), "sha-b"))
                .isEqualTo(Map.of(first.user().id(), 12));
        assertThat(store.tokenCounts(conversation.id(), "sha-c")).isEmpty();
        store.putTokenCounts("sha-a", Map.of());
    }

    @Test
    void whatIsUnknownIsEmpty() {
        assertThat(store.find(UUID.randomUUID())).isEmpty();
        assertThat(store.turn(UUID.randomUUID())).isEmpty();
        assertThat(store.path(UUID.randomUUID())).isEmpty();
        assertThat(store.history(UUID.randomUUID())).isEmpty();
    }

    @Test
    void storesNoReplyToAQuestionThatWasChanged(Database database) {
        var entry = database.inbox().accept(incoming(ANN, "m1", "helo")).orElseThrow();
        var begun = database.inbox().begin(entry.id(), conversation.id()).orElseThrow();
        database.inbox().edit("discord", "m1", "hello");
        var user = user(conversation, null, ANN, "m1", "helo");
        var reply = reply(entry.replyTurnId(), user, "Hi");
        assertThat(store.finish(entry.id(), begun.revision(), user, reply)).isEqualTo(Finished.CHANGED);
        assertThat(store.history(conversation.id())).isEmpty();
        int now = database.inbox().reread(entry.id()).orElseThrow().revision();
        assertThat(store.finish(entry.id(), now, user, reply)).isEqualTo(Finished.STORED);
    }

    @Test
    void keepsWhatAQuestionQuotes(Database database) {
        var entry = database.inbox().accept(incoming(ANN, "m1", "sum up")).orElseThrow();
        var said = List.of(new Quotation(BEN, "b1", "we ship on Monday"), new Quotation(ANN, null, "fine"));
        var user = user(conversation, null, ANN, "m1", "sum up").quoting(said);
        store.finish(entry.id(), 0, user, reply(entry.replyTurnId(), user, "On Monday"));
        assertThat(store.history(conversation.id()).getFirst().quotations()).isEqualTo(said);
        assertThat(store.turn(user.id()).orElseThrow().quotations()).isEqualTo(said);
    }

    @Test
    void goesOnFromAnEarlierTurn(Database database) {
        var first = exchange(database, conversation, ANN, "m1");
        exchange(database, conversation, ANN, "m2");
        store.startNew(PLACE);
        assertThat(store.goOnFrom(first.reply().id())).isPresent();
        assertThat(store.current(PLACE).id()).isEqualTo(conversation.id());
        assertThat(store.history(conversation.id())).hasSize(2);
        assertThat(store.goOnFrom(UUID.randomUUID())).isEmpty();
    }

    @Test
    void attendsOnlyWhereItWasToldTo() {
        var elsewhere = new ConversationKey("discord", "guild", "general", "other");
        assertThat(store.attends(PLACE)).isFalse();
        store.attend(PLACE, true);
        store.attend(elsewhere, true);
        store.attend(elsewhere, false);
        assertThat(store.attends(PLACE)).isTrue();
        assertThat(store.attends(elsewhere)).isFalse();
    }
}
