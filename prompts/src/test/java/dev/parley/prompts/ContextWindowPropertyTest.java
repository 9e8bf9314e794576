package dev.parley.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What must hold for every conversation, on 10,000 random ones. */
class ContextWindowPropertyTest {
    private static final int CASES = 10_000;
    private static final ChatMessage SAID = UserMessage.from("said");
    private static final ChatMessage REPLIED = AiMessage.from("replied");

    private record Case(ContextWindow window, int overhead, List<CountedMessage> messages) {
        int room() {
            return window.contextTokens() - Math.min(window.replyTokens(), window.contextTokens() / 2);
        }

        /** The newest exchange as the prompt needs it: the last user message and what follows. */
        List<CountedMessage> newest() {
            var last = messages.size() - 1;
            while (!messages.get(last).message().equals(SAID)) {
                last--;
            }
            return messages.subList(last, messages.size());
        }

        ContextWindow.Fit fit() throws MessageTooLongException {
            return window.fit(overhead, messages);
        }
    }

    @Test
    void thePromptAndTheReplyNeverPassTheContext() {
        forEachThatFits(test -> {
            var fit = fit(test);
            assertThat(fit.promptTokens()).isEqualTo(test.overhead() + sum(fit.messages()));
            assertThat(fit.replyTokens()).isBetween(1, test.window().replyTokens());
            assertThat(fit.promptTokens() + fit.replyTokens())
                    .isLessThanOrEqualTo(test.window().contextTokens());
            assertThat(fit.promptTokens()).isLessThanOrEqualTo(test.room());
        });
    }

    @Test
    void theEndOfTheConversationIsKeptInItsOrder() {
        forEachThatFits(test -> {
            var kept = fit(test).messages();
            var size = test.messages().size();
            assertThat(kept).isEqualTo(test.messages().subList(size - kept.size(), size));
            assertThat(kept).endsWith(test.newest().toArray(CountedMessage[]::new));
        });
    }

    @Test
    void thePromptStartsWithAPersonAtTheCut() {
        forEachThatFits(test -> {
            var fit = fit(test);
            assertThat(fit.messages().getFirst().message()).isSameAs(SAID);
            assertThat(fit.cut()).isEqualTo(fit.messages().getFirst().turnId());
        });
    }

    @Test
    void whatWasKeptIsKeptAgain() {
        forEachThatFits(test -> {
            var fit = fit(test);
            var again = fit(new Case(test.window(), test.overhead(), fit.messages()));
            assertThat(again.messages()).isEqualTo(fit.messages());
            assertThat(again.cut()).isEqualTo(fit.cut());
            assertThat(again.droppedExchanges()).isZero();
        });
    }

    @Test
    void nothingIsDroppedWithoutNeedAndThenDownToSixtyPercent() {
        forEachThatFits(test -> {
            var fit = fit(test);
            if (fit.droppedExchanges() == 0) {
                return;
            }
            assertThat(test.overhead() + sum(test.messages())).isGreaterThan(test.room());
            if (fit.messages().size() > test.newest().size()) {
                assertThat(fit.promptTokens() * 100L).isLessThanOrEqualTo(test.room() * 60L);
            }
        });
    }

    @Test
    void exactlyAnExchangeThatDoesNotFitAloneIsRefused() {
        var refused = 0;
        var random = new Random(3);
        for (var i = 0; i < CASES; i++) {
            var test = randomCase(random);
            var fits = test.overhead() + sum(test.newest()) <= test.room();
            try {
                test.fit();
                assertThat(fits).isTrue();
            } catch (MessageTooLongException e) {
                refused++;
                assertThat(fits).isFalse();
                assertThat((long) e.tokens()).isEqualTo(sum(test.newest()));
                assertThat(e.limit()).isEqualTo(Math.max(0, test.room() - test.overhead()));
            }
        }
        assertThat(refused).isBetween(CASES / 20, CASES / 2);
    }

    @Test
    void aCutStaysUntilTheNextOneIsNeeded() throws MessageTooLongException {
        var random = new Random(4);
        for (var conversation = 0; conversation < 200; conversation++) {
            var window = new ContextWindow(2048, 256);
            var history = new ArrayList<CountedMessage>();
            for (var turn = 0; turn < 50; turn++) {
                history.add(message(SAID, 1 + random.nextInt(60), random));
                var fit = window.fit(20, history);
                // The room is 1,792; a turn adds at most 60 + 120 and a cut leaves more than 700 free.
                var neededNow = 20 + sum(history) > 1792;
                assertThat(fit.droppedExchanges() > 0).isEqualTo(neededNow);
                if (neededNow) {
                    assertThat(1792 - fit.promptTokens()).isGreaterThan(3 * 180);
                }
                history = new ArrayList<>(fit.messages());
                history.add(message(REPLIED, 1 + random.nextInt(120), random));
            }
        }
    }

    private static void forEachThatFits(Consumer<Case> check) {
        var random = new Random(2);
        var fitting = 0;
        while (fitting < CASES) {
            var test = randomCase(random);
            if (test.overhead() + sum(test.newest()) <= test.room()) {
                fitting++;
                check.accept(test);
            }
        }
    }

    private static ContextWindow.Fit fit(Case test) {
        try {
            return test.fit();
        } catch (MessageTooLongException e) {
            throw new AssertionError("%s was refused".formatted(test), e);
        }
    }

    /** Up to 40 messages of people and the bot in any order with a person in it, in contexts from tight to wide. */
    private static Case randomCase(Random random) {
        var window = new ContextWindow(2 + random.nextInt(5000), 1 + random.nextInt(3000));
        var longest = 1 + random.nextInt(random.nextBoolean() ? 200 : 2500);
        var messages = new ArrayList<CountedMessage>();
        for (var i = random.nextInt(40); i > 0; i--) {
            messages.add(message(random.nextBoolean() ? SAID : REPLIED, random.nextInt(longest), random));
        }
        messages.add(message(SAID, random.nextInt(longest), random));
        if (random.nextInt(5) == 0) {
            messages.add(message(REPLIED, random.nextInt(longest), random));
        }
        return new Case(window, random.nextInt(100), messages);
    }

    private static CountedMessage message(ChatMessage message, int tokens, Random random) {
        return new CountedMessage(new UUID(random.nextLong(), random.nextLong()), message, tokens);
    }

    private static long sum(List<CountedMessage> messages) {
        return messages.stream().mapToLong(CountedMessage::tokens).sum();
    }
}
