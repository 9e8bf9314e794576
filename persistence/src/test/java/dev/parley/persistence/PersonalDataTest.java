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
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabase.class)
final class PersonalDataTest {
    private Database database;
    private PersonalData data;
    private Conversation conversation;

    @BeforeEach
    void open(Database fresh) {
        database = fresh;
        data = fresh.personalData();
        conversation = fresh.conversations().current(PLACE);
    }

    private Iterable<UUID> history() {
        return database.conversations().history(conversation.id()).stream()
                .map(Turn::id)
                .toList();
    }

    @Test
    void theLastMessageGoesWithItsAnswers() {
        var first = exchange(database, conversation, ANN, "m1");
        var second = exchange(database, conversation, ANN, "m2");
        database.conversations().append(reply(UUID.randomUUID(), second.user(), "another answer"));
        assertThat(data.forgetLast(ANN.person(), conversation.id()))
                .isEqualTo(new Forgotten(1, Set.of(conversation.id()), Set.of(), Set.of()));
        assertThat(history()).containsExactly(first.user().id(), first.reply().id());
        assertThat(data.stored(ANN.person()).turns()).containsExactly(first.user(), first.reply());
    }

    @Test
    void whatOthersWroteAfterwardsHangsOnTheTurnBefore() {
        var first = exchange(database, conversation, BEN, "m1");
        exchange(database, conversation, ANN, "m2");
        exchange(database, conversation, ANN, "m3");
        var last = exchange(database, conversation, BEN, "m4");
        data.forgetAll(ANN.person());
        assertThat(history())
                .containsExactly(
                        first.user().id(),
                        first.reply().id(),
                        last.user().id(),
                        last.reply().id());
    }

    @Test
    void aForgottenFirstMessageLeavesTheNextAsRoot() {
        var first = exchange(database, conversation, ANN, "m1");
        database.conversations().cut(conversation.id(), first.user().id());
        var second = exchange(database, conversation, BEN, "m2");
        data.forgetLast(ANN.person(), conversation.id());
        assertThat(database.conversations().turn(second.user().id()))
                .get()
                .extracting(Turn::parentId)
                .isNull();
        assertThat(database.conversations().find(conversation.id()).orElseThrow())
                .extracting(Conversation::head, Conversation::cut)
                .containsExactly(second.reply().id(), second.user().id());
    }

    @Test
    void nothingIsForgottenWhereThePersonNeverWrote() {
        exchange(database, conversation, ANN, "m1");
        assertThat(data.forgetLast(BEN.person(), conversation.id()))
                .isEqualTo(new Forgotten(0, Set.of(), Set.of(), Set.of()));
        assertThat(data.forgetAll(BEN.person())).isEqualTo(new Forgotten(0, Set.of(), Set.of(), Set.of()));
        assertThat(data.forgetMessage("discord", "unknown")).isEqualTo(new Forgotten(0, Set.of(), Set.of(), Set.of()));
        assertThat(history()).hasSize(2);
    }

    @Test
    void theLastHourGoesAndWaitingMessagesWithIt() {
        var old = exchange(database, conversation, ANN, "m1");
        var later = NOW.plusSeconds(3600);
        var recent = new Turn(
                UUID.randomUUID(), conversation.id(), old.reply().id(), Role.USER, ANN, "m2", "hello", null, later);
        var accepted = database.inbox()
                .accept(new Incoming(PLACE, ANN, "m2", "hello", later))
                .orElseThrow();
        database.conversations().finish(accepted.id(), 0, recent, reply(accepted.replyTurnId(), recent, "Hi"));
        var other = database.conversations().current(new ConversationKey("discord", "guild", "general", "other"));
        var waiting = database.inbox()
                .accept(new Incoming(other.key(), ANN, "m3", "hello", later))
                .orElseThrow();
        database.inbox().begin(waiting.id(), other.id());

        assertThat(data.forgetSince(ANN.person(), NOW.plusSeconds(1)))
                .isEqualTo(new Forgotten(
                        2, Set.of(conversation.id(), other.id()), Set.of(waiting.replyTurnId()), Set.of()));
        assertThat(history()).containsExactly(old.user().id(), old.reply().id());
        assertThat(database.inbox().find(waiting.id()))
                .get()
                .extracting(InboxEntry::state, entry -> entry.message().text())
                .containsExactly(InboxState.IGNORED, "");
        var user = user(other, null, ANN, "m3", "hello");
        assertThat(database.conversations().finish(waiting.id(), 0, user, reply(waiting.replyTurnId(), user, "late")))
                .isEqualTo(Finished.GONE);
    }

    @Test
    void everythingOfAPersonGoesAndNothingOfOthers() {
        var mine = exchange(database, conversation, ANN, "m1");
        var theirs = exchange(database, conversation, BEN, "m2");
        for (var author : new Author[] {ANN, BEN}) {
            database.bindings().bind(BindingSubject.person(author.person()), "coder");
            database.feedback().vote(theirs.reply().id(), author.person(), Vote.UP);
        }
        database.feedback().vote(mine.reply().id(), BEN.person(), Vote.DOWN);
        database.conversations().putTokenCounts("sha", Map.of(mine.user().id(), 3));
        database.deliveries()
                .put(new Delivery("discord", "general", "b1", mine.reply().id(), 0));
        database.deliveries()
                .put(new Delivery("discord", "general", "b2", theirs.reply().id(), 0));
        var failed = database.inbox().accept(incoming(ANN, "m3", "hello")).orElseThrow();
        database.deliveries().put(new Delivery("discord", "general", "b3", failed.replyTurnId(), 0));
        database.inbox().fail(failed.id(), "the engine does not start");
        var waiting = database.inbox().accept(incoming(ANN, "m4", "hello")).orElseThrow();

        assertThat(data.forgetAll(ANN.person()))
                .isEqualTo(new Forgotten(2, Set.of(conversation.id()), Set.of(waiting.replyTurnId()), Set.of()));

        var nothing = new StoredAboutPerson(
                ANN.person(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        assertThat(data.stored(ANN.person())).isEqualTo(nothing);
        assertThat(database.inbox().find(waiting.id())).isEmpty();
        for (var message : new String[] {"b1", "b3"}) {
            assertThat(database.deliveries().find("discord", "general", message))
                    .isEmpty();
        }
        var others = data.stored(BEN.person());
        assertThat(others.turns())
                .extracting(Turn::id)
                .containsExactly(theirs.user().id(), theirs.reply().id());
        assertThat(others.messages()).hasSize(1);
        assertThat(others.deliveries()).hasSize(1);
        assertThat(others.bindings()).hasSize(1);
        assertThat(others.feedback()).hasSize(1);
    }

    @Test
    void placesThatNobodyElseUsedGoWithThePerson() {
        database.bindings().bind(BindingSubject.conversation(PLACE), "coder");
        exchange(database, conversation, ANN, "m1");
        var empty = database.conversations().startNew(PLACE);
        data.forgetAll(ANN.person());
        assertThat(database.conversations().find(conversation.id())).isEmpty();
        assertThat(database.conversations().find(empty.id())).isEmpty();
        assertThat(database.bindings().applying(PLACE, ANN.person())).isEmpty();
        assertThat(database.conversations().current(PLACE).id()).isNotIn(conversation.id(), empty.id());
    }

    @Test
    void aPlaceWhereSomebodyElseWaitsStays() {
        exchange(database, conversation, ANN, "m1");
        database.inbox().accept(incoming(BEN, "m2", "hello"));
        data.forgetAll(ANN.person());
        assertThat(database.conversations().current(PLACE).id()).isEqualTo(conversation.id());
        assertThat(history()).isEmpty();
    }

    @Test
    void aReplyToSomebodyElseIsStoredWhenItsEmptyConversationWasForgotten() {
        exchange(database, conversation, ANN, "m1");
        data.forgetAll(ANN.person());
        var entry = database.inbox().accept(incoming(BEN, "m2", "hello")).orElseThrow();
        var user = user(conversation, null, BEN, "m2", "hello");
        assertThat(database.conversations().finish(entry.id(), 0, user, reply(entry.replyTurnId(), user, "Hi")))
                .isEqualTo(Finished.STORED);
        assertThat(database.conversations().current(PLACE).id()).isEqualTo(conversation.id());
        assertThat(history()).containsExactly(user.id(), entry.replyTurnId());
    }

    @Test
    void aDeletedMessageGoesWithItsAnswerAndIsNotTakenAgain() {
        var first = exchange(database, conversation, ANN, "m1");
        var second = exchange(database, conversation, BEN, "m2");
        assertThat(data.forgetMessage("discord", "m1"))
                .isEqualTo(new Forgotten(1, Set.of(conversation.id()), Set.of(), Set.of()));
        assertThat(history()).containsExactly(second.user().id(), second.reply().id());
        assertThat(database.conversations().turn(first.reply().id())).isEmpty();
        assertThat(database.inbox().accept(incoming(ANN, "m1", "hello"))).isEmpty();
    }

    @Test
    void aDeletedMessageThatWaitsIsNotAnswered() {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        database.inbox().begin(entry.id(), conversation.id());
        assertThat(data.forgetMessage("discord", "m1"))
                .isEqualTo(new Forgotten(1, Set.of(conversation.id()), Set.of(entry.replyTurnId()), Set.of()));
        assertThat(database.inbox().unfinished()).isEmpty();
        assertThat(database.inbox().savePartial(entry.id(), 0, "Hi")).isFalse();
    }

    @Test
    void everythingStoredComesOut() {
        var mine = exchange(database, conversation, ANN, "m1");
        exchange(database, conversation, BEN, "m2");
        database.bindings().bind(BindingSubject.person(ANN.person()), "coder");
        database.feedback().vote(mine.reply().id(), ANN.person(), Vote.UP);
        var delivery = new Delivery("discord", "general", "b1", mine.reply().id(), 0);
        database.deliveries().put(delivery);
        var waiting = database.inbox().accept(incoming(ANN, "m3", "hello")).orElseThrow();

        var stored = data.stored(ANN.person());
        assertThat(stored.conversations()).extracting(Conversation::id).containsExactly(conversation.id());
        assertThat(stored.turns()).containsExactly(mine.user(), mine.reply());
        assertThat(stored.messages())
                .extracting(InboxEntry::id)
                .containsExactly(mine.entry().id(), waiting.id());
        assertThat(stored.deliveries()).containsExactly(delivery);
        assertThat(stored.bindings()).containsExactly(new Binding(BindingSubject.person(ANN.person()), "coder"));
        assertThat(stored.feedback())
                .extracting(FeedbackEntry::turnId, FeedbackEntry::vote, FeedbackEntry::promptHash)
                .containsExactly(tuple(mine.reply().id(), Vote.UP, "abc"));
    }

    @Test
    void forgettingWhileOthersTalkLeavesAWholeTree() throws Exception {
        var store = database.conversations();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var people = IntStream.range(0, 8)
                    .mapToObj(number -> threads.submit(() -> {
                        var author = new Author("discord", "p" + number, "Person " + number);
                        for (int i = 0; i < 12; i++) {
                            talk(author, author.id() + "-" + i);
                            if (i % 4 == 1) {
                                data.forgetLast(author.person(), conversation.id());
                            } else if (i % 4 == 3 && number % 2 == 0) {
                                data.forgetAll(author.person());
                            }
                        }
                        return author;
                    }))
                    .toList();
            for (var person : people) {
                var author = person.get();
                int left = author.id().charAt(1) % 2 == 0 ? 0 : 2 * 9;
                assertThat(data.stored(author.person()).turns())
                        .as("%s", author)
                        .hasSize(left);
            }
        }
        var head = store.find(conversation.id()).orElseThrow().head();
        assertThat(store.turn(head)).isPresent();
        assertThat(store.path(head).getFirst().parentId()).isNull();
        assertThat(database.inbox().unfinished()).isEmpty();
    }

    /** Hangs the message on what was the head a moment ago, as a lane that does not hold others up would. */
    private void talk(Author author, String externalId) {
        var entry =
                database.inbox().accept(incoming(author, externalId, "hello")).orElseThrow();
        database.inbox().begin(entry.id(), conversation.id());
        var head = database.conversations()
                .find(conversation.id())
                .map(Conversation::head)
                .orElse(null);
        var user = user(conversation, head, author, externalId, "hello");
        assertThat(database.conversations().finish(entry.id(), 0, user, reply(entry.replyTurnId(), user, "Hi")))
                .isEqualTo(Finished.STORED);
    }

    @Test
    void takesADeletedPartOutOfAQuestionThatWaits(Database database) {
        var question = database.inbox().accept(incoming(ANN, "m1", "one")).orElseThrow();
        database.inbox().acceptOrJoin(incoming(ANN, "m2", "two"));
        var forgotten = database.personalData().forgetMessage("discord", "m1");
        assertThat(forgotten.changed()).containsExactly(question.replyTurnId());
        assertThat(forgotten.ended()).isEmpty();
        assertThat(database.inbox()
                        .reread(question.id())
                        .orElseThrow()
                        .message()
                        .text())
                .isEqualTo("two");
        var rest = database.personalData().forgetMessage("discord", "m2");
        assertThat(rest.ended()).containsExactly(question.replyTurnId());
        assertThat(database.inbox().unfinished()).isEmpty();
    }

    @Test
    void forgetsTheTurnThatADeletedMessageHadJoined(Database database) {
        var conversation = database.conversations().current(PLACE);
        var question = database.inbox().accept(incoming(ANN, "m1", "one")).orElseThrow();
        database.inbox().acceptOrJoin(incoming(ANN, "m2", "two"));
        database.inbox().begin(question.id(), conversation.id());
        var user = user(conversation, null, ANN, "m1", "one\ntwo");
        database.conversations().finish(question.id(), 0, user, reply(question.replyTurnId(), user, "Hi"));
        var forgotten = database.personalData().forgetMessage("discord", "m2");
        assertThat(forgotten.conversations()).containsExactly(conversation.id());
        assertThat(database.conversations().history(conversation.id())).isEmpty();
    }

    @Test
    void forgetsWhatOthersQuote(Database database) {
        var conversation = database.conversations().current(PLACE);
        var entry = database.inbox().accept(incoming(ANN, "m1", "sum up")).orElseThrow();
        var user = user(conversation, null, ANN, "m1", "sum up")
                .quoting(List.of(new Quotation(BEN, "b1", "secret"), new Quotation(BEN, "b2", "more")));
        database.conversations().finish(entry.id(), 0, user, reply(entry.replyTurnId(), user, "Hi"));
        assertThat(database.personalData().stored(BEN.person()).quotations()).hasSize(2);

        assertThat(database.personalData().forgetMessage("discord", "b1").conversations())
                .containsExactly(conversation.id());
        assertThat(database.conversations()
                        .history(conversation.id())
                        .getFirst()
                        .quotations())
                .extracting(Quotation::text)
                .containsExactly("more");
        database.personalData().forgetAll(BEN.person());
        assertThat(database.conversations()
                        .history(conversation.id())
                        .getFirst()
                        .quotations())
                .isEmpty();
        assertThat(database.conversations().history(conversation.id())).hasSize(2);
    }
}
