package dev.parley.bot.platform.slack.fake;

import static com.slack.api.model.block.Blocks.asBlocks;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.socket_mode.SocketModeApp;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.model.Message;
import com.slack.api.model.event.AppMentionEvent;
import com.slack.api.model.event.MessageBotEvent;
import com.slack.api.model.event.MessageEvent;
import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewTitle;
import com.slack.api.socket_mode.SocketModeClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slack's own SDK takes the loopback for Slack. */
final class FakeBoltTest {
    private final FakeSlack slack =
            FakeSlack.start(Pace.real().withAck(Duration.ofMinutes(1)).withTrigger(Duration.ofMinutes(1)));
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");
    private final Slack sdk = Slack.getInstance(config());
    private final MethodsClient methods = sdk.methods(slack.botToken());

    private SlackConfig config() {
        var config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(slack.apiUrl() + "/");
        config.setStatsEnabled(false);
        return config;
    }

    @AfterEach
    void close() throws Exception {
        sdk.close();
        slack.close();
    }

    @Test
    void postsAndChangesMessages() throws Exception {
        var posted = methods.chatPostMessage(post -> post.channel(general.id())
                .text("a")
                .metadata(Message.Metadata.builder()
                        .eventType("answer")
                        .eventPayload(Map.of("id", "1"))
                        .build()));
        methods.chatUpdate(update -> update.channel(general.id())
                .ts(posted.getTs())
                .text("b")
                .blocks(asBlocks(section(part -> part.text(markdownText("*c*"))))));
        methods.chatPostEphemeral(
                post -> post.channel(general.id()).user(slack.botUserId()).text("d"));

        assertThat(slack.messages(general)).extracting(StoredMessage::text).containsExactly("*c*");
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void streams() throws Exception {
        var question = slack.mentions(ada, general, "tell me");
        var started = methods.chatStartStream(start -> start.channel(general.id())
                .threadTs(question)
                .recipientUserId(ada.id())
                .recipientTeamId(ada.team()));
        methods.chatAppendStream(
                append -> append.channel(general.id()).ts(started.getTs()).markdownText("**one** "));
        var stopped = methods.chatStopStream(stop -> stop.channel(general.id())
                .ts(started.getTs())
                .markdownText("two")
                .metadata(Message.Metadata.builder()
                        .eventType("answer")
                        .eventPayload(Map.of("id", "1"))
                        .build()));

        assertThat(stopped.getError()).isNull();
        assertThat(slack.thread(general, question).getLast().text()).isEqualTo("**one** two");
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void readsWhatIsThere() throws Exception {
        var head = slack.says(ada, general, "head");
        slack.userGroup("support", ada);

        var replies = methods.conversationsReplies(
                asked -> asked.channel(general.id()).ts(head).includeAllMetadata(true));
        var user = methods.usersInfo(asked -> asked.user(ada.id()).includeLocale(true));
        var groups = methods.usergroupsList(asked -> asked.includeUsers(true));

        assertThat(replies.getMessages().getFirst().getText()).isEqualTo("head");
        assertThat(user.getUser().getLocale()).isEqualTo("en-US");
        assertThat(groups.getUsergroups().getFirst().getUsers()).containsExactly(ada.id());
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void uploadsAFile() throws Exception {
        var thread = slack.says(ada, general, "a file, please");

        methods.filesUploadV2(upload -> upload.channel(general.id())
                .threadTs(thread)
                .filename("a.md")
                .title("A")
                .fileData("abc".getBytes(StandardCharsets.UTF_8)));

        assertThat(slack.uploads())
                .singleElement()
                .satisfies(upload -> assertThat(upload.bytes()).asString().isEqualTo("abc"));
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void publishesAHomeTab() throws Exception {
        methods.viewsPublish(publish -> publish.userId(ada.id())
                .view(View.builder()
                        .type("home")
                        .blocks(asBlocks(section(part -> part.text(plainText("Hi")))))
                        .build()));

        assertThat(slack.home(ada).path("blocks")).hasSize(1);
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void learnsHowLongToWait() throws IOException {
        slack.faults().rateLimit("auth.test", 7, 1);

        try {
            methods.authTest(test -> test);
        } catch (SlackApiException e) {
            assertThat(e.getResponse().header("Retry-After")).isEqualTo("7");
        }

        assertThat(slack.refusals429()).isEqualTo(1);
    }

    @Test
    void hearsAndAnswersOverSockets() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        var app = new App(AppConfig.builder()
                .slack(sdk)
                .singleTeamBotToken(slack.botToken())
                .build());
        app.event(AppMentionEvent.class, (payload, context) -> {
            heard.add(payload.getEvent().getText());
            return context.ack();
        });
        app.command("/parley", (request, context) -> {
            context.respond("second");
            return context.ack("first");
        });
        app.blockAction("again", (request, context) -> {
            heard.add(request.getPayload().getActions().getFirst().getValue());
            context.client()
                    .viewsOpen(open -> open.triggerId(request.getPayload().getTriggerId())
                            .view(View.builder()
                                    .type("modal")
                                    .callbackId("persona")
                                    .title(ViewTitle.builder()
                                            .type("plain_text")
                                            .text("Persona")
                                            .build())
                                    .blocks(asBlocks(section(part -> part.text(plainText("Hi")))))
                                    .build()));
            return context.ack();
        });
        app.viewSubmission("persona", (request, context) -> context.ack());
        app.event(MessageEvent.class, (payload, context) -> context.ack());
        app.event(MessageBotEvent.class, (payload, context) -> context.ack());
        var sockets = new SocketModeApp(slack.appToken(), SocketModeClient.Backend.Tyrus, app);
        try {
            sockets.startAsync();
            await().atMost(Duration.ofSeconds(30)).until(() -> slack.sockets() >= 1);
            slack.mentions(ada, general, "hello");
            await().atMost(Duration.ofSeconds(30)).until(() -> !heard.isEmpty());

            var command = slack.command(ada, general, "/parley", "help");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> command.messages().size() == 2);

            var posted = methods.chatPostMessage(
                    post -> post.channel(general.id()).text("press").blocksAsString("""
                            [{"type": "actions", "elements": [{"type": "button", "action_id": "again", "value": "v",
                              "text": {"type": "plain_text", "text": "Again"}}]}]"""));
            slack.press(ada, general, posted.getTs(), "again");
            await().atMost(Duration.ofSeconds(30)).until(() -> slack.views().size() == 1);
            slack.submit(slack.views().getFirst(), Map.of());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> slack.views().getFirst().closed());
        } finally {
            sockets.close();
            if (sockets.getClient() != null) {
                sockets.getClient().close();
            }
        }

        assertThat(heard).isEqualTo(List.of("<@" + slack.botUserId() + "> hello", "v"));
        assertThat(slack.violations()).isEmpty();
    }
}
