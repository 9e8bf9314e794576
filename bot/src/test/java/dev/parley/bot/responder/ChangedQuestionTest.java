package dev.parley.bot.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.attachment.ReadAttachments.TextFile;
import dev.parley.bot.responder.Bot.Running;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Quotation;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Questions that grow, change or go while their reply is owed, and what comes with them. */
final class ChangedQuestionTest {
    private static final Author BEN = new Author("discord", "ben", "Ben");

    private static World world;
    private ConversationKey here;
    private Bot bot;

    @BeforeAll
    static void open(@TempDir Path folder) {
        world = World.open(folder, TinyModel.standard().withoutEnd(), 2048);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void arrive(TestInfo test) {
        here = World.place(test.getTestMethod().orElseThrow().getName());
        bot = world.bot(12);
    }

    private Running quick(String text) {
        return bot.send(
                new Arrival(Bot.message(here, text), new Decision.Respond(), true, Material.NONE), new ShownReply());
    }

    @Test
    void joinsWhatItsAuthorAddsWhileTheQuestionWaits() {
        CountDownLatch goOn = new CountDownLatch(1);
        // Ben is being answered in the same conversation.
        Bot one = world.bot(12);
        CountDownLatch writing = new CountDownLatch(1);
        Running first = one.send(Bot.message(here, "ben", "Hello"), new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        pause(writing);
        bot = one;
        Running question = quick("Look at this:");
        await().until(() -> !question.reply().opened().isEmpty());
        Running more = quick("is it right?");

        assertThat(more.end()).isInstanceOf(Outcome.Joined.class);
        assertThat(more.reply().opened()).isEmpty();
        goOn.countDown();
        first.answered();
        question.answered();
        assertThat(history())
                .extracting(Turn::text)
                .contains("Look at this:\nis it right?")
                .hasSize(4);
        assertThat(owed()).isZero();
    }

    @Test
    void answersWhatComesAfterAQuestionIsBegunByItself() {
        CountDownLatch goOn = new CountDownLatch(1);
        Bot one = world.bot(12);
        CountDownLatch writing = new CountDownLatch(1);
        Running first = one.send(Bot.message(here, "One"), new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        pause(writing);
        bot = one;
        Running second = quick("Two");
        await().until(() -> !second.reply().opened().isEmpty());
        goOn.countDown();
        first.answered();
        second.answered();
        assertThat(history()).hasSize(4);
    }

    @Test
    void answersTheNewTextOfAQuestionThatIsEditedMeanwhile() {
        Incoming message = Bot.message(here, "Tell me about hils");
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        bot = world.bot(40);
        Running running = bot.send(message, new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        pause(writing);
        bot.responder().edited("discord", message.externalId(), "Tell me about hills");
        goOn.countDown();

        Turn reply = running.answered().reply();
        assertThat(running.reply().statuses()).contains(new ReplyStatus.Changed());
        assertThat(history()).extracting(Turn::text).containsExactly("Tell me about hills", reply.text());
        assertThat(running.reply().text()).isEqualTo(reply.text());
        assertThat(owed()).isZero();
    }

    @Test
    void leavesAnAnsweredQuestionAsItWas() {
        Incoming message = Bot.message(here, "Hello");
        bot.send(message, new ShownReply()).answered();
        bot.responder().edited("discord", message.externalId(), "Good bye");

        assertThat(history().getFirst().text()).isEqualTo("Hello");
    }

    @Test
    void endsTheReplyToADeletedQuestionAndStoresNothing() {
        Incoming message = Bot.message(here, "Tell me a story");
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        bot = world.bot(1500);
        Running running = bot.send(message, new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        pause(writing);
        bot.responder().deleted("discord", message.externalId());
        goOn.countDown();

        assertThat(running.end()).isInstanceOf(Outcome.Ignored.class);
        assertThat(running.reply().failure()).contains("forgotten");
        assertThat(history()).isEmpty();
        assertThat(owed()).isZero();
    }

    @Test
    void takesADeletedExchangeOutOfTheHistory() {
        Incoming first = Bot.message(here, "One");
        bot.send(first, new ShownReply()).answered();
        bot.say(here, "Two");
        bot.responder().deleted("discord", first.externalId());

        assertThat(history())
                .extracting(Turn::text)
                .doesNotContain("One")
                .contains("Two")
                .hasSize(2);
    }

    @Test
    void stopsOnlyTheRepliesThatNobodyIsOwedAnyMore() {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        Running mine = bot.send(Bot.message(here, "Hello"), new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        pause(writing);
        bot.responder().forgotten(world.database().personalData().forgetAll(BEN.person()));
        goOn.countDown();
        mine.answered();
    }

    @Test
    void readsWhatWasSaidBeforeWithTheQuestion() {
        var said = List.of(new Quotation(BEN, "b1", "we ship on Monday"), new Quotation(BEN, "b2", "or Tuesday"));
        Outcome.Answered answered = ask("sum up", new Material.Gathered(said, List.of(), List.of()));

        assertThat(answered.notes()).contains("Read with it: 2 earlier messages, of Ben.");
        assertThat(history().getFirst().quotations()).isEqualTo(said);
    }

    @Test
    void takesTheNewestOfWhatWasSaidInHalfOfTheWindow() {
        List<Quotation> said = IntStream.range(0, 200)
                .mapToObj(number -> new Quotation(BEN, "b" + number, "number " + number + " of many words said here"))
                .toList();
        Outcome.Answered answered = ask("sum up", new Material.Gathered(said, List.of(), List.of()));

        List<Quotation> taken = history().getFirst().quotations();
        assertThat(taken).isNotEmpty().hasSizeLessThan(200).endsWith(said.getLast());
        assertThat(taken.stream()
                        .mapToInt(each -> world.engine().count(each.text()))
                        .sum())
                .isLessThanOrEqualTo(1024);
        assertThat(answered.notes())
                .anyMatch(each -> each.contains(taken.size() + " earlier") && each.contains("did not fit"));
    }

    @Test
    void readsAFileWithTheQuestionAndSaysWhatIsCut() {
        String text = "line of a file\n".repeat(2000);
        Outcome.Answered answered = ask(
                "what is it?",
                new Material.Gathered(
                        List.of(), List.of(new TextFile("notes.txt", text)), List.of("old.png cannot be read.")));

        assertThat(history().getFirst().text()).startsWith("what is it?\n\nnotes.txt:\n```\nline of a file");
        assertThat(answered.notes())
                .anyMatch(each -> each.startsWith("Only the first"))
                .contains("old.png cannot be read.");
    }

    @Test
    void saysThatThereIsNothingToAnswerWhenNothingCameWithIt() {
        Running running = bot.send(
                new Arrival(
                        Bot.message(here, ""),
                        new Decision.Respond(),
                        true,
                        _ -> new Material.Gathered(List.of(), List.of(), List.of("a.png cannot be read."))),
                new ShownReply());

        assertThat(running.end()).isInstanceOf(Outcome.Refused.class);
        assertThat(running.reply().failure()).contains("nothing to answer", "a.png cannot be read.");
    }

    @Test
    void asksThePersonaThatWasChosenForOneQuestion() {
        Running running = bot.send(Bot.message(here, "Hello").to("coder"), new ShownReply());

        assertThat(running.answered().reply().generation())
                .extracting("persona")
                .isEqualTo("coder");
        assertThat(bot.say(here, "And now?").reply().generation())
                .extracting("persona")
                .isEqualTo("assistant");
    }

    private Outcome.Answered ask(String text, Material.Gathered with) {
        return bot.send(new Arrival(Bot.message(here, text), new Decision.Respond(), true, _ -> with), new ShownReply())
                .answered();
    }

    private static void pause(CountDownLatch until) {
        try {
            assertThat(until.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Turn> history() {
        var store = world.database().conversations();
        return store.history(store.current(here).id());
    }

    private long owed() {
        return world.database().inbox().unfinished().stream()
                .filter(each -> each.message().key().equals(here))
                .count();
    }
}
