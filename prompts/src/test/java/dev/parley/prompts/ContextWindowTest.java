package dev.parley.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContextWindowTest {
    /** 1,000 tokens, 200 of them for the reply: a room of 800, and 480 after a cut. */
    private final ContextWindow window = new ContextWindow(1000, 200);

    private long nextId = 1;

    @Test
    void keepsEverythingWhileItFitsToTheLastToken() throws MessageTooLongException {
        var messages = List.of(user(300), reply(300), user(100));

        var fit = window.fit(100, messages);

        assertThat(fit.messages()).isEqualTo(messages);
        assertThat(fit.droppedExchanges()).isZero();
        assertThat(fit.cut()).isEqualTo(messages.getFirst().turnId());
        assertThat(fit.promptTokens()).isEqualTo(800);
        assertThat(fit.replyTokens()).isEqualTo(200);
    }

    @Test
    void dropsWholeOldestExchangesUntilSixtyPercentAreUsed() throws MessageTooLongException {
        var messages = List.of(
                user(100), reply(100), user(100), reply(100), user(100), reply(100), user(50), reply(50), user(101));

        var fit = window.fit(0, messages);

        assertThat(fit.droppedExchanges()).isEqualTo(2);
        assertThat(fit.messages()).isEqualTo(messages.subList(4, 9));
        assertThat(fit.cut()).isEqualTo(messages.get(4).turnId());
        assertThat(fit.promptTokens()).isEqualTo(401).isLessThanOrEqualTo(480);
    }

    @Test
    void keepsAnExchangeThatEndsExactlyAtSixtyPercent() throws MessageTooLongException {
        var messages = List.of(user(300), reply(100), user(200), reply(180), user(100));

        assertThat(window.fit(0, messages).droppedExchanges()).isEqualTo(1);
    }

    @Test
    void dropsWhatSeveralPeopleSaidTogetherWithItsAnswer() throws MessageTooLongException {
        var messages = List.of(user(100), user(100), user(200), reply(200), user(100), user(100), reply(50), user(10));

        var fit = window.fit(0, messages);

        assertThat(fit.droppedExchanges()).isEqualTo(1);
        assertThat(fit.messages()).isEqualTo(messages.subList(4, 8));
    }

    @Test
    void dropsMessagesThatWereNeverAnsweredBeforeItRefusesTheNewest() throws MessageTooLongException {
        var messages = List.of(user(700), user(200));

        var fit = window.fit(0, messages);

        assertThat(fit.messages()).containsExactly(messages.getLast());
        assertThat(fit.droppedExchanges()).isEqualTo(1);
    }

    @Test
    void leavesTheNewestMessageAloneWhenItPassesSixtyPercentItself() throws MessageTooLongException {
        var messages = List.of(user(10), reply(10), user(790));

        var fit = window.fit(0, messages);

        assertThat(fit.messages()).containsExactly(messages.getLast());
        assertThat(fit.promptTokens()).isEqualTo(790);
    }

    @Test
    void startsWithAPerson() throws MessageTooLongException {
        var messages = List.of(reply(10), user(10), reply(10), user(10));

        var fit = window.fit(0, messages);

        assertThat(fit.messages()).isEqualTo(messages.subList(1, 4));
        assertThat(fit.droppedExchanges()).isZero();
    }

    @Test
    void keepsTheQuestionOfAReplyThatIsContinued() throws MessageTooLongException {
        var messages = List.of(user(300), reply(300), user(200), reply(100));

        var fit = window.fit(0, messages);

        assertThat(fit.messages()).isEqualTo(messages.subList(2, 4));
    }

    @Test
    void refusesAMessageThatDoesNotFitAloneWithItsCount() {
        var thrown = catchThrowableOfType(
                MessageTooLongException.class, () -> window.fit(100, List.of(user(1), reply(1), user(123_456))));

        assertThat(thrown.tokens()).isEqualTo(123_456);
        assertThat(thrown.limit()).isEqualTo(700);
        assertThat(thrown)
                .hasMessage(
                        "This message has 123,456 tokens, and at most 700 fit; please shorten it or send it in parts.");
    }

    @Test
    void takesAMessageAtTheLimitThatItNamed() throws MessageTooLongException {
        assertThat(window.fit(100, List.of(user(700))).promptTokens()).isEqualTo(800);
        assertThatThrownBy(() -> window.fit(100, List.of(user(701)))).isInstanceOf(MessageTooLongException.class);
    }

    @Test
    void saysWhenThePersonasPromptLeavesNoRoom() {
        assertThatThrownBy(() -> window.fit(900, List.of(user(1))))
                .isInstanceOf(MessageTooLongException.class)
                .hasMessageContaining("The persona's prompt leaves no room")
                .extracting(e -> ((MessageTooLongException) e).limit())
                .isEqualTo(0);
    }

    @Test
    void keepsHalfOfTheContextForAReplyThatMayBeLongerThanTheContext() throws MessageTooLongException {
        var greedy = new ContextWindow(1000, 32_768);

        assertThat(greedy.fit(0, List.of(user(500))).replyTokens()).isEqualTo(500);
        assertThat(greedy.fit(0, List.of(user(10))).replyTokens()).isEqualTo(990);
        assertThatThrownBy(() -> greedy.fit(0, List.of(user(501)))).isInstanceOf(MessageTooLongException.class);
    }

    @Test
    void countsBeyondAnInt() throws MessageTooLongException {
        var messages = List.of(user(Integer.MAX_VALUE), reply(Integer.MAX_VALUE), user(5));

        assertThat(window.fit(0, messages).promptTokens()).isEqualTo(5);
        assertThatThrownBy(() -> window.fit(Integer.MAX_VALUE, messages)).isInstanceOf(MessageTooLongException.class);
    }

    @Test
    void refusesWhatIsNoConversation() {
        assertThatIllegalArgumentException().isThrownBy(() -> window.fit(0, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> window.fit(0, List.of(reply(1))));
        assertThatIllegalArgumentException().isThrownBy(() -> window.fit(-1, List.of(user(1))));
        assertThatIllegalArgumentException().isThrownBy(() -> user(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContextWindow(1000, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContextWindow(1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> window.fit(0, List.of(new CountedMessage(id(), SystemMessage.from("x"), 1), user(1))))
                .withMessageContaining("system");
    }

    @Test
    void aLongConversationKeepsItsBeginningForManyTurns() throws MessageTooLongException {
        var wide = new ContextWindow(4096, 512);
        var history = new ArrayList<CountedMessage>();
        var cuts = 0;
        for (var turn = 0; turn < 1000; turn++) {
            history.add(user(40));
            var fit = wide.fit(30, history);
            cuts += fit.droppedExchanges() > 0 ? 1 : 0;
            history = new ArrayList<>(fit.messages());
            history.add(reply(100));
        }

        // 40 % of the room of 3,584 tokens is 1,433: ten exchanges of 140 tokens from one cut to the next.
        assertThat(cuts).isBetween(80, 100);
    }

    private CountedMessage user(int tokens) {
        return new CountedMessage(id(), UserMessage.from("said"), tokens);
    }

    private CountedMessage reply(int tokens) {
        return new CountedMessage(id(), AiMessage.from("replied"), tokens);
    }

    private UUID id() {
        return new UUID(0, nextId++);
    }
}
