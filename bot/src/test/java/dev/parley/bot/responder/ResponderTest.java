package dev.parley.bot.responder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.responder.Bot.Running;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.BindingSubject;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Generation;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Person;
import dev.parley.persistence.Role;
import dev.parley.persistence.Turn;
import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

final class ResponderTest {
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

    @Test
    void streamsAReplyAndStoresItOnce() {
        // Long enough that it cannot all come in the 50 ms for which the engine gathers tokens.
        Running running = world.bot(1500).send(here, "What is the capital of Germany?");
        Turn stored = running.answered().reply();

        running.reply().assertKeptTheRules();
        assertThat(running.reply().texts()).hasSizeGreaterThan(2);
        assertThat(running.reply().text()).isEqualTo(stored.text());
        assertThat(running.reply().opened()).containsExactly(stored.id());
        assertThat(requireNonNull(running.reply().outcome()).turnId()).isEqualTo(stored.id());
        assertThat(history()).extracting(Turn::role).containsExactly(Role.USER, Role.ASSISTANT);
        assertThat(history().getFirst().text()).isEqualTo("What is the capital of Germany?");
        assertThat(history().getLast().text()).isEqualTo(stored.text());
        assertThat(owed()).isZero();
    }

    @Test
    void countsRepliesAndWhatTheyTook() {
        double answers = counted("length", "assistant");
        double refusals = counted("refused", "none");
        double written = world.registry()
                .get("parley.tokens")
                .tag("kind", "out")
                .counter()
                .count();

        bot.say(here, "Hello there");
        bot.regenerate(here).answered();
        bot.send(
                        new Arrival(Bot.message(here, "Me, too"), new Decision.Refuse("no"), false, Material.NONE),
                        new ShownReply())
                .end();

        assertThat(counted("length", "assistant") - answers).isEqualTo(2);
        assertThat(counted("refused", "none") - refusals).isEqualTo(1);
        assertThat(world.registry()
                                .get("parley.tokens")
                                .tag("kind", "out")
                                .counter()
                                .count()
                        - written)
                .isEqualTo(24);
    }

    private static double counted(String outcome, String persona) {
        return world
                .registry()
                .find("parley.replies")
                .tags("platform", "discord", "persona", persona, "outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void storesWhatTheReplyTook() {
        Generation generation = generation(bot.say(here, "Hello there"));

        assertThat(generation.persona()).isEqualTo("assistant");
        assertThat(generation.model()).isEqualTo("tiny");
        assertThat(generation.promptTokens()).isPositive();
        assertThat(generation.completionTokens()).isEqualTo(12);
        assertThat(generation.finish()).isEqualTo(Finish.LENGTH);
        assertThat(generation.droppedTurns()).isZero();
        assertThat(generation.prefillTps()).isPositive();
        assertThat(generation.decodeTps()).isPositive();
    }

    @Test
    void showsThatItReadsAndThenWrites() {
        Running running = bot.send(here, "word ".repeat(100));
        running.end();

        assertThat(running.reply().statuses().getFirst()).isInstanceOf(ReplyStatus.Reading.class);
        assertThat(running.reply().statuses().getLast()).isInstanceOf(ReplyStatus.Writing.class);
    }

    @Test
    void leavesTheSameMessageAloneTheSecondTime() {
        Incoming message = Bot.message(here, "Hello");
        bot.send(message, new ShownReply()).answered();
        Running again = bot.send(message, new ShownReply());

        assertThat(again.end()).isInstanceOf(Outcome.Ignored.class);
        assertThat(again.reply().opened()).isEmpty();
        assertThat(history()).hasSize(2);
    }

    @Test
    void answersOnceWhatSixteenThreadsDeliver() {
        Incoming message = Bot.message(here, "Hello");
        List<Running> all = IntStream.range(0, 16)
                .mapToObj(_ -> bot.send(message, new ShownReply()))
                .toList();

        assertThat(all.stream().map(Running::end).filter(Outcome.Answered.class::isInstance))
                .hasSize(1);
        assertThat(all.stream().mapToInt(each -> each.reply().opened().size()).sum())
                .isEqualTo(1);
        assertThat(history()).hasSize(2);
    }

    @Test
    void acknowledgesWhenTheMessageIsSafeAndBeforeItAnswers() {
        Incoming message = Bot.message(here, "Hello");
        AtomicBoolean safe = new AtomicBoolean();
        ShownReply reply = new ShownReply();

        bot.responder()
                .onMessage(
                        new Arrival(message),
                        () -> safe.set(reply.opened().isEmpty()
                                && world.database().inbox().unfinished().stream()
                                        .anyMatch(each ->
                                                each.message().externalId().equals(message.externalId()))),
                        reply);

        assertThat(safe).isTrue();
    }

    @Test
    void answersTwoMessagesOfAConversationInOrder() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Running first = bot.send(Bot.message(here, "First"), new ShownReply(_ -> {
            writing.countDown();
            pause(goOn);
        }));
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
        Running second = bot.send(here, "Second");
        await().until(() -> owed() == 2);
        assertThat(second.reply().texts()).isEmpty();
        goOn.countDown();

        Generation before = generation(first.answered());
        Generation after = generation(second.answered());

        assertThat(history().stream().filter(each -> each.role() == Role.USER))
                .extracting(Turn::text)
                .containsExactly("First", "Second");
        assertThat(after.promptTokens()).isGreaterThan(before.promptTokens() + before.completionTokens());
    }

    @Test
    void answersTwoConversationsAtOnce() {
        CyclicBarrier both = new CyclicBarrier(2);
        ConversationKey there = World.place(here.channel() + " too");
        AtomicBoolean met = new AtomicBoolean();
        Running one = bot.send(Bot.message(here, "Hello"), new ShownReply(_ -> meet(both, met)));
        Running other = bot.send(Bot.message(there, "Hello"), new ShownReply(_ -> meet(both, met)));

        one.answered();
        other.answered();

        assertThat(met).isTrue();
    }

    @Test
    void refusesAnEmptyMessage() {
        Running running = bot.send(here, " \n\t ");

        assertThat(running.end()).isInstanceOf(Outcome.Refused.class);
        assertThat(running.reply().failure()).contains("empty");
        running.reply().assertKeptTheRules();
        assertThat(owed()).isZero();
    }

    @Test
    void refusesAMessageThatIsTooLongWithItsLengthAndLosesNothingElse() {
        bot.say(here, "Hello");
        Running running = bot.send(here, "word ".repeat(2000));

        assertThat(running.end()).isInstanceOf(Outcome.Refused.class);
        assertThat(running.reply().failure()).containsPattern("This message has \\d,\\d{3} tokens");
        running.reply().assertKeptTheRules();
        assertThat(history()).hasSize(2);
        bot.say(here, "And now?");
        assertThat(history()).hasSize(4);
        assertThat(bot.admission().load().running()).isZero();
    }

    @Test
    void refusesAMegabyteWithItsLength() {
        Running running = bot.send(here, "lorem ip ".repeat(120_000));

        assertThat(running.end()).isInstanceOf(Outcome.Refused.class);
        assertThat(running.reply().failure()).containsPattern("This message has [\\d,]{7,} tokens");
        assertThat(owed()).isZero();
    }

    @Test
    void answersWhatIsNoUnicode() {
        bot.say(here, "a \ud800 lone surrogate and a \u0000 in it");

        assertThat(history().getFirst().text()).isEqualTo("a \ufffd lone surrogate and a \ufffd in it");
        bot.say(here, "And again?");
        assertThat(history()).hasSize(4);
    }

    @Test
    void keepsItsPeaceWhereThePolicySaysSo() {
        Running running = bot.send(decided(new Decision.Ignore("a bot wrote it")), new ShownReply());

        assertThat(running.end()).isEqualTo(new Outcome.Ignored("a bot wrote it"));
        assertThat(running.reply().opened()).isEmpty();
        assertThat(owed()).isZero();
    }

    @Test
    void saysWhyWhereThePolicyRefuses() {
        Running running = bot.send(decided(new Decision.Refuse("Not on Sundays.")), new ShownReply());

        assertThat(running.end()).isEqualTo(new Outcome.Refused("Not on Sundays."));
        assertThat(running.reply().failure()).isEqualTo("Not on Sundays.");
        assertThat(owed()).isZero();
    }

    @Test
    void regeneratingAddsASiblingAndMovesTheHead() {
        Turn first = bot.say(here, "Hello").reply();
        Running running = bot.regenerate(here);
        Turn second = running.answered().reply();

        running.reply().assertKeptTheRules();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.parentId()).isEqualTo(first.parentId());
        assertThat(conversation().head()).isEqualTo(second.id());
        assertThat(history()).hasSize(2);
        assertThat(world.database().conversations().turn(first.id())).isPresent();
    }

    @Test
    void saysThatThereIsNothingToRegenerateOrToContinue() {
        Running again = bot.regenerate(here);
        Running more = bot.goOn(here);

        assertThat(again.end()).isInstanceOf(Outcome.Refused.class);
        assertThat(again.reply().failure()).contains("no reply yet");
        assertThat(more.end()).isInstanceOf(Outcome.Refused.class);
        assertThat(more.reply().failure()).contains("nothing to go on with");
    }

    @Test
    void continuingExtendsTheReplyByWhatWouldHaveComeNext() {
        ConversationKey there = World.place(here.channel() + " in one go");
        String whole = world.bot(24).say(there, "Tell me a story").reply().text();
        Outcome.Answered cut = bot.say(here, "Tell me a story");
        Running running = bot.goOn(here);
        Turn longer = running.answered().reply();

        running.reply().assertKeptTheRules();
        assertThat(cut.notes()).anyMatch(each -> each.contains("continue"));
        assertThat(longer.text())
                .startsWith(cut.reply().text())
                .hasSizeGreaterThan(cut.reply().text().length());
        assertThat(whole).startsWith(cut.reply().text());
        assertThat(running.reply().texts().getFirst()).startsWith(cut.reply().text());
        assertThat(longer.parentId()).isEqualTo(cut.reply().parentId());
        assertThat(history()).hasSize(2);
        assertThat(history().getLast().text()).isEqualTo(longer.text());
    }

    @Test
    void continuingReadsNothingAgain() {
        bot.say(here, "Tell me a story");
        Generation generation = generation(bot.goOn(here).answered());

        assertThat(generation.promptTokens() - generation.cachedTokens()).isLessThanOrEqualTo(2);
    }

    @Test
    void theNearestPersonaAnswers() {
        ConversationKey thread = new ConversationKey("discord", "team of " + here.channel(), here.channel(), "thread");
        List<BindingSubject> nearer = List.of(
                BindingSubject.workspace(thread),
                BindingSubject.person(new Person("discord", "anna")),
                BindingSubject.channel(thread),
                BindingSubject.conversation(thread));
        List<String> personas = List.of("coder", "prompter", "writer", "assistant");
        try {
            for (int i = 0; i < nearer.size(); i++) {
                world.database().bindings().bind(nearer.get(i), personas.get(i));
                assertThat(generation(bot.say(thread, "Hello " + i)).persona()).isEqualTo(personas.get(i));
            }
        } finally {
            nearer.forEach(each -> world.database().bindings().unbind(each));
        }
    }

    @Test
    void passesOverAPersonaThatIsGone() {
        world.database().bindings().bind(BindingSubject.conversation(here), "deleted");
        world.database().bindings().bind(BindingSubject.channel(here), "coder");

        assertThat(generation(bot.say(here, "Hello")).persona()).isEqualTo("coder");
    }

    @Test
    void savesWhatWasShownSoon() {
        AtomicReference<String> shown = new AtomicReference<>("");
        CountDownLatch goOn = new CountDownLatch(1);
        Running running = bot.send(Bot.message(here, "Tell me a story"), new ShownReply(text -> {
            if (text.length() > 20) {
                shown.set(text);
                pause(goOn);
            }
        }));
        await().atMost(60, TimeUnit.SECONDS).until(() -> !shown.get().isEmpty());

        await().pollInterval(20, TimeUnit.MILLISECONDS)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> world.database().inbox().unfinished().stream()
                        .anyMatch(each -> each.partialText().equals(shown.get())));
        goOn.countDown();
        running.answered();
    }

    @Test
    void givesItsSeatBackWhenThePlatformFails() {
        Running running = bot.send(Bot.message(here, "Hello"), new ShownReply(_ -> {
            throw new IllegalStateException("the platform is down");
        }));

        assertThat(running.end()).isInstanceOf(Outcome.Failed.class);
        assertThat(running.reply().failure()).contains("the platform is down");
        assertThat(bot.admission().load().running()).isZero();
        bot.say(here, "Once more");
    }

    private Arrival decided(Decision decision) {
        return new Arrival(Bot.message(here, "Hello"), decision, false, Material.NONE);
    }

    private static void meet(CyclicBarrier both, AtomicBoolean met) {
        if (!met.get()) {
            try {
                both.await(30, TimeUnit.SECONDS);
                met.set(true);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void pause(CountDownLatch until) {
        try {
            assertThat(until.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Generation generation(Outcome.Answered answered) {
        return requireNonNull(answered.reply().generation());
    }

    private Conversation conversation() {
        return world.database().conversations().current(here);
    }

    private List<Turn> history() {
        return world.database().conversations().history(conversation().id());
    }

    private long owed() {
        return world.database().inbox().unfinished().stream()
                .filter(each -> each.message().key().equals(here))
                .count();
    }
}
