package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bot.platform.PacedReply;
import dev.parley.bot.platform.PacedReply.End;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.platform.slack.fake.Pace;
import dev.parley.bot.platform.slack.fake.StoredMessage;
import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Database;
import dev.parley.persistence.Finish;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlackTransportTest {
    private static final int LONGEST = 30_000;

    private final FakeSlack slack = FakeSlack.start(Pace.real());
    private final FakeUser ana = slack.user("Ana");
    private final FakeChannel channel = slack.channel("general");
    private final Database database;
    private int limited;
    private Duration streamLife = SlackMessaging.STREAM_LIFE;
    private final SlackWeb web =
            new SlackWeb(slack.apiUrl(), slack.botToken(), new Tiers(System::nanoTime, SlackWeb.MINUTE));
    private final Unavailable unavailable = new Unavailable(System::nanoTime);

    SlackTransportTest(@TempDir Path home) {
        database = Database.open(home.resolve("parley.mv.db"));
    }

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(25));
    }

    @AfterEach
    void nothingForbidden() {
        web.close();
        database.close();
        slack.close();
        assertThat(slack.violations()).isEmpty();
        assertThat(slack.live()).isEmpty();
        assertThat(slack.refusals429()).isEqualTo(limited);
    }

    private SlackMessaging messaging() {
        return new SlackMessaging(
                web, new SlackText(Words.english()), unavailable, database.deliveries(), slack.botUserId(), streamLife);
    }

    private SlackPlace place(FakeChannel channel, @Nullable String thread, String question) {
        return new SlackPlace(channel.id(), thread, question, ana.id(), slack.teamId(), null);
    }

    private PacedReply reply(SlackTransport transport, List<String> there) {
        return new PacedReply(
                        transport, messaging().splitter(), Words.english(), LONGEST, there, "", _ -> "small print")
                .start();
    }

    private PacedReply inThread(String question) {
        return reply(new SlackTransport(messaging(), place(channel, question, question), UUID.randomUUID()), List.of());
    }

    private List<StoredMessage> ours(String question) {
        return slack.thread(channel, question).stream()
                .filter(StoredMessage::isFromBot)
                .toList();
    }

    private StoredMessage only(String question) {
        assertThat(ours(question)).hasSize(1);
        return ours(question).getFirst();
    }

    private PacedReply streaming(String question, String text) {
        var reply = inThread(question);
        reply.status(new ReplyStatus.Writing());
        reply.show(text);
        await().until(() -> ours(question).stream().anyMatch(each -> each.streaming() == Streaming.LIVE));
        return reply;
    }

    private static End complete(PacedReply reply, String text) {
        reply.show(text);
        reply.complete(Outcomes.of(Finish.STOP));
        return reply.ended().join();
    }

    @Test
    void aShortReplyTakesThePlaceOfThePlaceholder() {
        var question = slack.mentions(ana, channel, "hello");
        var reply = inThread(question);
        await().until(() -> ours(question).size() == 1);

        assertThat(complete(reply, "**Hi** <!channel>")).isEqualTo(End.SHOWN);

        assertThat(slack.requests("chat.startStream")).isEmpty();
        assertThat(only(question).text()).contains("**Hi** <!channel>", "small print");
    }

    @Test
    void aLongerReplyIsStreamedAndItsButtonGoesWhenItEnds() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once upon");
        assertThat(ours(question).getFirst().blocks().toString()).contains("parley:stop");

        assertThat(complete(reply, "Once upon a time <@U1> it ended.")).isEqualTo(End.SHOWN);

        var message = only(question);
        assertThat(message.streaming()).isEqualTo(Streaming.DONE);
        assertThat(message.raw()).isEqualTo("Once upon a time &lt;@U1&gt; it ended.");
        assertThat(message.blocks().toString()).contains("parley:regenerate", "parley:feedback", "small print");
        assertThat(message.metadata().toString()).contains("parley_reply");
        assertThat(slack.requests("chat.update")).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aTopLevelDirectMessageIsChangedAndNeverStreamed() {
        var direct = slack.direct(ana);
        var question = slack.says(ana, direct, "hello");
        var reply = reply(new SlackTransport(messaging(), place(direct, null, question), UUID.randomUUID()), List.of());
        var text = new StringBuilder();
        await().until(() -> {
            reply.show(text.append("word ").toString());
            return slack.requests("chat.update").size() >= 2;
        });

        assertThat(complete(reply, text + "end")).isEqualTo(End.SHOWN);

        assertThat(slack.requests("chat.startStream")).isEmpty();
        assertThat(slack.messages(direct).getLast().text()).contains("end");
    }

    @Test
    void aStreamThatDiesGoesOnInTheSameMessage() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once upon");
        slack.faults().killStream(channel, ours(question).getLast().ts());

        reply.show("Once upon a time");
        assertThat(complete(reply, "Once upon a time it ended.")).isEqualTo(End.SHOWN);

        assertThat(only(question).blocks().toString()).contains("Once upon a time it ended.");
    }

    @Test
    void aStreamIsEndedInTimeAndNothingIsLost() {
        streamLife = Duration.ofSeconds(3);
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once upon");
        await().until(() -> !slack.requests("chat.stopStream").isEmpty());

        assertThat(complete(reply, "Once upon a time it ended.")).isEqualTo(End.SHOWN);

        assertThat(only(question).blocks().toString()).contains("Once upon a time it ended.");
    }

    @Test
    void anAppendWhoseAnswerIsLostIsNotSentAgain() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once");
        slack.faults().loseAnswer("chat.appendStream", 1);
        reply.show("Once upon");
        await().until(() -> !slack.requests("chat.stopStream").isEmpty());

        assertThat(complete(reply, "Once upon a time.")).isEqualTo(End.SHOWN);

        assertThat(slack.requests("chat.appendStream")).hasSize(1);
        assertThat(only(question).blocks().toString()).contains("Once upon a time.");
    }

    @Test
    void aStopWhoseAnswerIsLostLeavesTheWholeText() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once");
        slack.faults().loseAnswer("chat.stopStream", 1);

        assertThat(complete(reply, "Once upon a time.")).isEqualTo(End.SHOWN);

        assertThat(only(question).blocks().toString()).contains("Once upon a time.", "parley:regenerate");
    }

    @Test
    void aPostWhoseAnswerIsLostIsThereOnce() {
        slack.faults().loseAnswer("chat.postMessage", 1);
        var question = slack.mentions(ana, channel, "hello");

        assertThat(complete(inThread(question), "Hi.")).isEqualTo(End.SHOWN);

        assertThat(only(question).text()).contains("Hi.");
    }

    @Test
    void aStartWhoseAnswerIsLostIsFoundAndGoesOn() {
        slack.faults().loseAnswer("chat.startStream", 1);
        var question = slack.mentions(ana, channel, "tell me");
        var reply = inThread(question);
        reply.show("Once");
        await().until(() -> !slack.requests("chat.stopStream").isEmpty());

        assertThat(complete(reply, "Once upon a time.")).isEqualTo(End.SHOWN);

        assertThat(slack.requests("chat.startStream")).hasSize(1);
        assertThat(only(question).blocks().toString()).contains("Once upon a time.");
    }

    @Test
    void whereStreamsAreRefusedItGoesByChangesAndRemembers() {
        slack.faults().streaming(false);
        var question = slack.mentions(ana, channel, "tell me");
        var reply = inThread(question);
        reply.show("Once");
        await().until(() -> !slack.requests("chat.update").isEmpty());
        assertThat(complete(reply, "Once upon a time.")).isEqualTo(End.SHOWN);
        assertThat(only(question).text()).contains("Once upon a time.");

        var other = slack.mentions(ana, channel, "again");
        var again = inThread(other);
        again.show("Twice");
        await().until(() -> ours(other).stream().anyMatch(each -> each.text().contains("Twice")));
        assertThat(complete(again, "Twice upon a time.")).isEqualTo(End.SHOWN);
        assertThat(slack.requests("chat.startStream")).hasSize(1);
    }

    @Test
    void whereMarkdownBlocksAreRefusedItIsConverted() {
        slack.faults().markdownBlocks(false);
        var question = slack.mentions(ana, channel, "hello");

        assertThat(complete(inThread(question), "**Hi** <!here>")).isEqualTo(End.SHOWN);

        assertThat(only(question).text()).contains("*Hi* <!here>");
        assertThat(messaging().splitter().split("x ".repeat(3000))).hasSize(2);
    }

    @Test
    void aQuestionThatChangedEndsTheStream() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once upon");

        reply.status(new ReplyStatus.Changed());
        assertThat(complete(reply, "Something else.")).isEqualTo(End.SHOWN);

        assertThat(only(question).blocks().toString())
                .contains("Something else.")
                .doesNotContain("Once");
    }

    @Test
    void aLongReplyGoesOnInASecondMessageAndComesAsAFile() {
        var question = slack.mentions(ana, channel, "all of it");
        var reply = streaming(question, "Once upon");
        var text = "Once upon" + " a time it was".repeat(1500);

        assertThat(complete(reply, text)).isEqualTo(End.SHOWN);

        assertThat(ours(question)).hasSize(2);
        assertThat(ours(question).getFirst().streaming()).isEqualTo(Streaming.DONE);
    }

    @Test
    void fiveMinutesOfTroubleLoseNothing() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once upon");
        slack.faults().fail("*", 503);
        reply.show("Once upon a time");
        reply.complete(Outcomes.of(Finish.STOP));
        await().until(() -> slack.requests("chat.stopStream").size() >= 2);
        slack.faults().heal();

        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);
        assertThat(only(question).blocks().toString()).contains("Once upon a time");
    }

    @Test
    void whatAnEarlierRunStartedIsTakenOver() {
        var question = slack.mentions(ana, channel, "tell me");
        var turn = UUID.randomUUID();
        var first = reply(new SlackTransport(messaging(), place(channel, question, question), turn), List.of());
        first.show("Once");
        await().until(() -> ours(question).stream().anyMatch(each -> each.streaming() == Streaming.LIVE));
        first.abandon();
        first.ended().join();
        // The process died before it could note the stream.
        database.deliveries()
                .remove(
                        SlackAddressing.PLATFORM,
                        channel.id(),
                        ours(question).getLast().ts());

        var transport = new SlackTransport(messaging(), place(channel, question, question), turn);
        var again = reply(transport, transport.adopt(database.deliveries().of(turn)));
        assertThat(complete(again, "Once upon a time.")).isEqualTo(End.SHOWN);

        assertThat(only(question).blocks().toString()).contains("Once upon a time.");
    }

    @Test
    void theWholeOfAVeryLongReplyComesAsAFileOnce() {
        var question = slack.mentions(ana, channel, "all of it");
        slack.faults().loseAnswer("files.completeUploadExternal", 1);

        assertThat(complete(inThread(question), "0123456789 ".repeat(4000))).isEqualTo(End.SHOWN);

        assertThat(ours(question).stream().filter(each -> !each.files().isEmpty()))
                .hasSize(1);
    }

    private PacedReply dressed(String question) {
        var place = new SlackPlace(
                channel.id(), question, question, ana.id(), slack.teamId(), new SlackPlace.Dress("Owl", ":owl:"));
        return reply(new SlackTransport(messaging(), place, UUID.randomUUID()), List.of());
    }

    @Test
    void aPersonaHasItsNameAboveTheMessage() {
        var question = slack.mentions(ana, channel, "hello");

        assertThat(complete(dressed(question), "Hi.")).isEqualTo(End.SHOWN);

        assertThat(only(question).username()).isEqualTo("Owl");
    }

    @Test
    void withoutTheScopeThePersonaWritesUnderTheBotsName() {
        slack.faults().withoutScope("chat:write.customize");
        var question = slack.mentions(ana, channel, "hello");

        assertThat(complete(dressed(question), "Hi.")).isEqualTo(End.SHOWN);

        assertThat(only(question).username()).isEmpty();
        assertThat(only(question).text()).contains("Hi.");
    }

    @Test
    void whoAskedIsToldThatThePlaceIsLost() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once upon");
        slack.archive(channel);

        assertThat(complete(reply, "Once upon a time.")).isEqualTo(End.LOST);

        assertThat(slack.messages(slack.direct(ana)).getLast().text()).contains("I can no longer write");
    }

    @Test
    void aStreamThatSomebodyRemovesEndsInAReason() {
        var question = slack.mentions(ana, channel, "tell me");
        var reply = streaming(question, "Once upon");
        slack.deletes(channel, ours(question).getLast().ts());

        reply.show("Once upon a time");
        assertThat(reply.ended().join()).isEqualTo(End.SHOWN);

        assertThat(only(question).text()).contains("My message was removed");
    }

    @Test
    void retryAfterIsObeyed() {
        var question = slack.mentions(ana, channel, "tell me");
        slack.faults().rateLimit("chat.update", 3, 1);

        limited = 1;
        var reply = inThread(question);
        await().until(() -> !ours(question).isEmpty());
        assertThat(complete(reply, "Hi.")).isEqualTo(End.SHOWN);

        assertThat(slack.requests("chat.update")).hasSize(2);
    }

    @Test
    void fortyRepliesAtOnceStayWithinTheTiers() {
        var replies = new ArrayList<PacedReply>();
        var questions = new ArrayList<String>();
        var channels =
                IntStream.range(0, 14).mapToObj(i -> slack.channel("c" + i)).toList();
        for (int i = 0; i < 40; i++) {
            var where = channels.get(i % channels.size());
            var question = slack.mentions(ana, where, "tell me " + i);
            questions.add(question);
            replies.add(reply(
                    new SlackTransport(messaging(), place(where, question, question), UUID.randomUUID()), List.of()));
        }
        var text = new StringBuilder();
        var until = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        await().until(() -> {
            text.append("word ");
            replies.forEach(each -> each.show(text.toString()));
            return System.nanoTime() - until > 0;
        });
        replies.forEach(each -> each.show(text + "end"));
        replies.forEach(each -> each.complete(Outcomes.of(Finish.STOP)));

        replies.forEach(each -> assertThat(each.ended().join()).isEqualTo(End.SHOWN));
        for (int i = 0; i < 40; i++) {
            var messages = slack.thread(channels.get(i % channels.size()), questions.get(i)).stream()
                    .filter(StoredMessage::isFromBot)
                    .toList();
            assertThat(messages).hasSize(1);
            assertThat(messages.getFirst().text()).contains("end");
        }
        assertThat(slack.requests("chat.startStream")).hasSizeBetween(10, 20);
    }
}
