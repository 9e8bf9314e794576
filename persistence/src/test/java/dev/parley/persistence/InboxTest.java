package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.BEN;
import static dev.parley.persistence.Talk.NOW;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.incoming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabase.class)
final class InboxTest {
    private Inbox inbox;
    private Conversation conversation;

    @BeforeEach
    void open(Database database) {
        inbox = database.inbox();
        conversation = database.conversations().current(PLACE);
    }

    @Test
    void keepsWhatItAccepts() {
        var message = incoming(ANN, "m1", "hello").under(UUID.randomUUID());
        var entry = inbox.accept(message).orElseThrow();
        assertThat(inbox.find(entry.id())).contains(entry);
        assertThat(entry.message()).isEqualTo(message);
        assertThat(entry.state()).isEqualTo(InboxState.RECEIVED);
        assertThat(entry.attempts()).isZero();
        assertThat(entry.replyTurnId()).isNotEqualTo(entry.id());
    }

    @Test
    void knowsAMessageThatComesAgain() {
        assertThat(inbox.accept(incoming(ANN, "m1", "hello"))).isPresent();
        assertThat(inbox.accept(incoming(ANN, "m1", "hello"))).isEmpty();
        var elsewhere = new Incoming(
                new ConversationKey("slack", "", "c", ""), new Author("slack", "1", "Ann"), "m1", "hello", NOW);
        assertThat(inbox.accept(elsewhere)).isPresent();
    }

    @Test
    void acceptsOneOfSixteenAtOnce() throws Exception {
        var start = new CyclicBarrier(16);
        Callable<Optional<InboxEntry>> accept = () -> {
            start.await();
            return inbox.accept(incoming(ANN, "m1", "hello"));
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Optional<InboxEntry>>();
            for (int i = 0; i < 16; i++) {
                results.add(Optional.empty());
            }
            var futures = results.stream().map(_ -> threads.submit(accept)).toList();
            int accepted = 0;
            for (var future : futures) {
                accepted += future.get().isPresent() ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(1);
        }
        assertThat(inbox.unfinished()).hasSize(1);
    }

    @Test
    void listsWhatIsUnfinishedInTheOrderOfReceipt() {
        var late = inbox.accept(new Incoming(PLACE, ANN, "late", "b", NOW.plusSeconds(1)))
                .orElseThrow();
        var early = inbox.accept(new Incoming(PLACE, ANN, "early", "a", NOW)).orElseThrow();
        var same = inbox.accept(new Incoming(PLACE, BEN, "same", "c", NOW)).orElseThrow();
        var failed = inbox.accept(new Incoming(PLACE, BEN, "failed", "d", NOW)).orElseThrow();
        inbox.fail(failed.id(), "the engine does not start");
        inbox.begin(early.id(), conversation.id());
        assertThat(inbox.unfinished()).extracting(InboxEntry::id).containsExactly(early.id(), same.id(), late.id());
    }

    @Test
    void countsAttemptsAndKeepsWhatWasShown() {
        var id = inbox.accept(incoming(ANN, "m1", "hello")).orElseThrow().id();
        assertThat(inbox.savePartial(id, 0, "too early")).isFalse();
        inbox.begin(id, conversation.id());
        assertThat(inbox.savePartial(id, 0, "Hel")).isTrue();
        assertThat(inbox.savePartial(id, 0, "Hello")).isTrue();
        var again = inbox.begin(id, conversation.id()).orElseThrow();
        assertThat(again.attempts()).isEqualTo(2);
        assertThat(again.partialText()).isEqualTo("Hello");
        assertThat(again.conversationId()).isEqualTo(conversation.id());
        assertThat(again.state()).isEqualTo(InboxState.ANSWERING);
    }

    @Test
    void doesNotCountAnOrderlyStopAsAnAttempt() {
        var id = inbox.accept(incoming(ANN, "m1", "hello")).orElseThrow().id();
        inbox.begin(id, conversation.id());
        assertThat(inbox.interrupt(id, "Hel")).isTrue();
        assertThat(inbox.begin(id, conversation.id()))
                .get()
                .extracting(InboxEntry::attempts, InboxEntry::partialText)
                .containsExactly(1, "Hel");
    }

    @Test
    void endsOnceAndErasesTheWords() {
        var id = inbox.accept(incoming(ANN, "m1", "hello")).orElseThrow().id();
        inbox.begin(id, conversation.id());
        inbox.savePartial(id, 0, "Hel");
        assertThat(inbox.refuse(id, "too long")).isTrue();
        assertThat(inbox.fail(id, "late")).isFalse();
        assertThat(inbox.begin(id, conversation.id())).isEmpty();
        assertThat(inbox.savePartial(id, 0, "Hello")).isFalse();
        var entry = inbox.find(id).orElseThrow();
        assertThat(entry.state()).isEqualTo(InboxState.REFUSED);
        assertThat(entry.cause()).isEqualTo("too long");
        assertThat(entry.message().text()).isEmpty();
        assertThat(entry.partialText()).isEmpty();
        assertThat(inbox.accept(incoming(ANN, "m1", "hello"))).isEmpty();
    }

    @Test
    void takesTheNewTextOfAnEditedMessageUntilItIsAnswered() {
        var id = inbox.accept(incoming(ANN, "m1", "helo")).orElseThrow().id();
        assertThat(inbox.edit("discord", "m1", "hello"))
                .get()
                .extracting(entry -> entry.message().text())
                .isEqualTo("hello");
        inbox.begin(id, conversation.id());
        inbox.savePartial(id, 1, "You said hello");
        assertThat(inbox.edit("discord", "m1", "good bye"))
                .get()
                .extracting(entry -> entry.message().text(), InboxEntry::partialText)
                .containsExactly("good bye", "");
        inbox.ignore(id, "nobody asked");
        assertThat(inbox.edit("discord", "m1", "hello again")).isEmpty();
        assertThat(inbox.edit("discord", "unknown", "hello")).isEmpty();
    }

    @Test
    void keepsAMessageOfAMegabyteAndMore() {
        var text = "Grüße, 世界 \uD83D\uDE00\n".repeat(120_000);
        var id = inbox.accept(incoming(ANN, "m1", text)).orElseThrow().id();
        assertThat(inbox.find(id).orElseThrow().message().text()).isEqualTo(text);
    }

    @Test
    void replacesWhatNoDatabaseCanHold() {
        var entry = inbox.accept(incoming(ANN, "m\u0000", "a\u0000b\uD83Dc\uDE00d\uD83D\uDE00e\uD83D"))
                .orElseThrow();
        assertThat(entry.message().text()).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uD83D\uDE00e\uFFFD");
        assertThat(inbox.accept(incoming(ANN, "m\u0000", "again"))).isEmpty();
        assertThat(inbox.edit("discord", "m\u0000", "x\uDE00")).isPresent();
    }

    @Test
    void refusesAnAuthorFromElsewhere() {
        var stranger = new Author("slack", "1", "Ann");
        assertThatThrownBy(() -> incoming(stranger, "m1", "hello"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the author is on slack, the place on discord");
    }

    @Test
    void joinsWhatItsAuthorAddsWhileTheQuestionWaits() {
        var question = inbox.accept(incoming(ANN, "m1", "Look at this:")).orElseThrow();
        var more = inbox.acceptOrJoin(incoming(ANN, "m2", "is it right?")).orElseThrow();
        var other = inbox.acceptOrJoin(incoming(BEN, "m3", "And mine?")).orElseThrow();
        assertThat(more.joinedTo()).isEqualTo(question.id());
        assertThat(other.joinedTo()).isNull();
        assertThat(inbox.unfinished()).extracting(InboxEntry::id).containsExactly(question.id(), other.id());
        assertThat(inbox.begin(question.id(), conversation.id()))
                .get()
                .extracting(entry -> entry.message().text())
                .isEqualTo("Look at this:\nis it right?");
    }

    @Test
    void putsAQuestionTogetherInTheOrderInWhichItWasWritten() {
        var question = inbox.accept(written("m2", "two", 2)).orElseThrow();
        inbox.acceptOrJoin(written("m4", "four", 4));
        inbox.acceptOrJoin(written("m3", "three", 3));
        inbox.acceptOrJoin(written("m4 too", "four, too", 4));
        var begun = inbox.begin(question.id(), conversation.id()).orElseThrow();
        assertThat(begun.message()).isEqualTo(written("m2", "two\nthree\nfour\nfour, too", 2));
        assertThat(inbox.reread(question.id())).contains(begun);
    }

    @Test
    void leavesALateMessageItsPlaceBeforeTheQuestionThatWasWrittenAfterIt() {
        var later = inbox.accept(written("m2", "two", 2)).orElseThrow();
        var earlier = inbox.acceptOrJoin(written("m1", "one", 1)).orElseThrow();
        var between = inbox.acceptOrJoin(written("m1 too", "one, too", 1)).orElseThrow();
        assertThat(earlier.joinedTo()).isNull();
        assertThat(between.joinedTo()).isEqualTo(earlier.id());
        assertThat(inbox.unfinished()).extracting(InboxEntry::id).containsExactly(earlier.id(), later.id());
    }

    private static Incoming written(String externalId, String text, int micros) {
        return new Incoming(PLACE, ANN, externalId, text, NOW.plus(micros, ChronoUnit.MICROS));
    }

    @Test
    void joinsNothingToAQuestionThatIsBeingAnswered() {
        var question = inbox.accept(incoming(ANN, "m1", "one")).orElseThrow();
        inbox.begin(question.id(), conversation.id());
        assertThat(inbox.acceptOrJoin(incoming(ANN, "m2", "two")).orElseThrow().joinedTo())
                .isNull();
    }

    @Test
    void joinsNothingThatGoesOnFromElsewhere() {
        inbox.accept(incoming(ANN, "m1", "one"));
        var branch = incoming(ANN, "m2", "two").under(UUID.randomUUID());
        var withPersona = incoming(ANN, "m3", "three").to("coder");
        assertThat(inbox.acceptOrJoin(branch).orElseThrow().joinedTo()).isNull();
        assertThat(inbox.acceptOrJoin(withPersona).orElseThrow().joinedTo()).isNull();
        assertThat(inbox.unfinished())
                .extracting(entry -> entry.message().persona())
                .containsExactly(null, null, "coder");
    }

    @Test
    void editsWhatJoined() {
        var question = inbox.accept(incoming(ANN, "m1", "one")).orElseThrow();
        inbox.acceptOrJoin(incoming(ANN, "m2", "tow"));
        var begun = inbox.begin(question.id(), conversation.id()).orElseThrow();
        var edited = inbox.edit("discord", "m2", "two").orElseThrow();
        assertThat(edited.id()).isEqualTo(question.id());
        assertThat(edited.message().text()).isEqualTo("one\ntwo");
        assertThat(edited.revision()).isGreaterThan(begun.revision());
        assertThat(inbox.edit("discord", "m2", "two")).isEmpty();
    }

    @Test
    void erasesTheWordsOfWhatJoinedWithTheQuestion() {
        var question = inbox.accept(incoming(ANN, "m1", "one")).orElseThrow();
        var more = inbox.acceptOrJoin(incoming(ANN, "m2", "two")).orElseThrow();
        inbox.refuse(question.id(), "too long");
        assertThat(inbox.find(more.id()).orElseThrow().message().text()).isEmpty();
        assertThat(inbox.accept(incoming(ANN, "m2", "two"))).isEmpty();
    }
}
