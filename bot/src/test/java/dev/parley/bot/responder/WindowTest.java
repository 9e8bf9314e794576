package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.responder.Bot.Running;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Generation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A conversation that outgrows a small context. */
final class WindowTest {
    private static final int CONTEXT = 256;
    private static final int REPLY = 30;

    private static World world;
    private ConversationKey here;
    private Bot bot;

    @BeforeAll
    static void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), CONTEXT);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void arrive(TestInfo test) {
        here = World.place(test.getTestMethod().orElseThrow().getName());
        bot = world.bot(REPLY);
    }

    @Test
    void dropsTheOldestExchangesSaysSoOnceAndRemembersTheCut() {
        List<Outcome.Answered> answers = new ArrayList<>();
        List<UUID> cuts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            answers.add(bot.say(here, "Message number " + i + " of a long talk"));
            cuts.add(conversation().cut());
        }

        int cutsMade = 0;
        for (int i = 1; i < answers.size(); i++) {
            boolean moved = !Objects.equals(cuts.get(i), cuts.get(i - 1));
            boolean said = answers.get(i).notes().stream().anyMatch(each -> each.contains("no longer fit"));
            assertThat(said).as("turn %d says that it dropped something", i).isEqualTo(moved);
            cutsMade += moved ? 1 : 0;
            assertThat(generation(answers.get(i)).promptTokens()).isLessThanOrEqualTo(CONTEXT - REPLY);
            assertThat(generation(answers.get(i)).completionTokens()).isEqualTo(REPLY);
        }
        assertThat(cutsMade).isBetween(3, 15);
        assertThat(generation(answers.getLast()).droppedTurns()).isPositive();
        assertThat(world.database().conversations().history(conversation().id()))
                .as("what was dropped from the prompt is kept")
                .hasSize(60);
    }

    @Test
    void aTurnAfterACutFindsItsPromptInTheCache() {
        int cold = 0;
        UUID cut = null;
        for (int i = 0; i < 20; i++) {
            Generation generation = generation(bot.say(here, "Message number " + i + " of a long talk"));
            boolean moved = !Objects.equals(cut, conversation().cut());
            cut = conversation().cut();
            if (!moved && generation.promptTokens() - generation.cachedTokens() > 60) {
                cold++;
            }
        }

        assertThat(cold).isZero();
    }

    @Test
    void dropsExchangesToGoOnWithAReplyToo() {
        for (int i = 0; i < 5; i++) {
            bot.say(here, "Message number " + i + " of a long talk");
            bot.say(here, "And another one");
            bot.say(here, "And one more");
            for (int more = 1; more <= 3; more++) {
                String before = text();
                Outcome outcome = bot.goOn(here).end();

                assertThat(outcome).as("%d. time after message %d", more, i).isInstanceOf(Outcome.Answered.class);
                assertThat(text()).startsWith(before).hasSizeGreaterThan(before.length());
            }
        }
    }

    @Test
    void saysThatAReplyCannotGrowAnyMore() {
        bot.say(here, "Tell me a story");
        Outcome last = bot.goOn(here).end();
        for (int i = 0; i < 10 && last instanceof Outcome.Answered; i++) {
            last = bot.goOn(here).end();
        }

        assertThat(last).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) last).words()).contains("new message").doesNotContain("shorten");
        assertThat(text()).hasSizeGreaterThan(300);
    }

    @Test
    void cutsAgainWhereMessagesAreOfManyLengths() {
        for (int i = 0; i < 20; i++) {
            Generation generation = generation(bot.say(here, "lorem ".repeat(1 + i * 37 % 50)));

            assertThat(generation.promptTokens() + generation.completionTokens())
                    .as("tokens of turn %d", i)
                    .isLessThanOrEqualTo(CONTEXT);
        }
    }

    @Test
    void regeneratingAfterACutKeepsIt() {
        for (int i = 0; i < 10; i++) {
            bot.say(here, "Message number " + i + " of a long talk");
        }
        UUID cut = conversation().cut();
        Outcome.Answered again = bot.regenerate(here).answered();

        assertThat(conversation().cut()).isEqualTo(cut);
        assertThat(again.notes()).noneMatch(each -> each.contains("no longer fit"));
    }

    @Test
    void aReplyThatWaitedForAnotherKnowsItsCut() {
        int cuts = 0;
        for (int i = 0; i < 10; i++) {
            ShownReply queued = new ShownReply();
            Running[] again = new Running[1];
            Outcome.Answered said = bot.send(
                            Bot.message(here, "Message number " + i + " of a long talk"), new ShownReply(_ -> {
                                if (again[0] == null) {
                                    again[0] = bot.regenerate(here, queued);
                                    await().until(() -> !queued.opened().isEmpty());
                                }
                            }))
                    .answered();
            Outcome.Answered regenerated = again[0].answered();
            if (said.notes().stream().anyMatch(each -> each.contains("no longer fit"))) {
                cuts++;
                assertThat(regenerated.notes()).noneMatch(each -> each.contains("no longer fit"));
            }
        }
        assertThat(cuts).isPositive();
    }

    private String text() {
        return world.database()
                .conversations()
                .history(conversation().id())
                .getLast()
                .text();
    }

    private Conversation conversation() {
        return world.database().conversations().current(here);
    }

    private static Generation generation(Outcome.Answered answered) {
        return requireNonNull(answered.reply().generation());
    }
}
