package dev.parley.bot.platform.slack.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands, clicks, modals and the Home tab on the loopback. */
final class FakeClicksTest {
    private static final String BUTTONS = """
            [{"type": "actions", "block_id": "row", "elements": [
              {"type": "button", "action_id": "again", "value": "v1", "text": {"type": "plain_text", "text": "Again"}}]},
             {"type": "context_actions", "elements": [
              {"type": "feedback_buttons", "action_id": "rate",
               "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "good"},
               "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "bad"}}]}]""";
    private static final String MODAL = """
            {"type": "modal", "callback_id": "persona", "title": {"type": "plain_text", "text": "Persona"},
             "submit": {"type": "plain_text", "text": "Save"},
             "blocks": [
               {"type": "input", "block_id": "name", "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "text", "max_length": 10}},
               {"type": "input", "block_id": "which", "optional": true, "label": {"type": "plain_text", "text": "Which"},
                "element": {"type": "external_select", "action_id": "pick", "min_query_length": 1}}]}""";

    private final FakeSlack slack =
            FakeSlack.start(Pace.real().withAck(Duration.ofMinutes(1)).withTrigger(Duration.ofMinutes(1)));
    private final PlainClient client = new PlainClient(slack);
    private final FakeUser ada = slack.user("Ada");
    private final FakeChannel general = slack.channel("general");
    private PlainSocket socket;

    @BeforeEach
    void connect() {
        socket = client.socket();
        await().until(() -> slack.sockets() == 1);
    }

    @AfterEach
    void close() {
        client.close();
        slack.close();
    }

    private HttpResponse<String> respond(Interaction to, String body) {
        return client.send(HttpRequest.newBuilder(URI.create(to.responseUrl()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private void answers(String type, String payload) {
        JsonNode answer = Json.read(payload);
        socket.answers.put(type, answer);
    }

    private Interaction acked(Interaction interaction) {
        await().until(() -> interaction.ack().isPresent());
        return interaction;
    }

    private JsonNode lastClick() {
        return socket.envelopes().stream()
                .map(envelope -> envelope.path("payload").path("actions").path(0))
                .filter(JsonNode::isObject)
                .toList()
                .getLast();
    }

    @Test
    void showsTheAcknowledgementOfACommandToItsCallerOnly() {
        answers("slash_commands", "{\"text\": \"Two personas\"}");

        var command = acked(slack.command(ada, general, "/parley", "persona list"));

        assertThat(socket.envelopes()).singleElement().satisfies(envelope -> {
            assertThat(envelope.path("payload").path("text").asText()).isEqualTo("persona list");
            assertThat(envelope.path("accepts_response_payload").asBoolean()).isTrue();
        });
        assertThat(command.messages()).extracting(StoredMessage::text).containsExactly("Two personas");
        assertThat(slack.ephemerals(ada)).hasSize(1);
        assertThat(slack.messages(general)).isEmpty();
    }

    @Test
    void answersACommandFiveTimes() {
        var command = acked(slack.command(ada, general, "/parley", "help"));
        for (int i = 0; i < 5; i++) {
            assertThat(respond(command, "{\"text\": \"line\"}").statusCode()).isEqualTo(200);
        }

        assertThat(respond(command, "{\"text\": \"line\"}").body()).contains("used_url");
        assertThat(slack.violations()).hasSize(1);
    }

    @Test
    void answersForEverybodyWhenAsked() {
        var command = acked(slack.command(ada, general, "/parley", "hello"));

        respond(command, "{\"text\": \"hello all\", \"response_type\": \"in_channel\"}");

        assertThat(slack.messages(general)).hasSize(1);
    }

    @Test
    void pressesOnlyWhatIsThere() {
        var ts = client.post(general, "nothing to press");

        assertThatThrownBy(() -> slack.press(ada, general, ts, "again")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pressesAButtonAndReplacesItsMessage() {
        var ts = client.call("chat.postMessage", "channel", general.id(), "text", "x", "blocks", BUTTONS)
                .path("ts")
                .asText();

        var press = acked(slack.press(ada, general, ts, "again"));
        respond(press, "{\"text\": \"done\", \"replace_original\": true, \"blocks\": []}");

        assertThat(lastClick().path("value").asText()).isEqualTo("v1");
        assertThat(lastClick().path("block_id").asText()).isEqualTo("row");
        assertThat(slack.messages(general)).extracting(StoredMessage::text).containsExactly("done");
    }

    @Test
    void givesFeedbackByOneOfTwoSides() {
        var ts = client.call("chat.postMessage", "channel", general.id(), "text", "x", "blocks", BUTTONS)
                .path("ts")
                .asText();

        acked(slack.press(ada, general, ts, "rate", "bad"));

        assertThat(lastClick().path("value").asText()).isEqualTo("bad");
    }

    @Test
    void opensAModalByATriggerOnce() {
        var shortcut = acked(slack.globalShortcut(ada, "new-persona"));

        assertThat(client.outcome("views.open", "trigger_id", shortcut.triggerId(), "view", MODAL))
                .isEqualTo("ok");
        assertThat(client.outcome("views.open", "trigger_id", shortcut.triggerId(), "view", MODAL))
                .isEqualTo("exchanged_trigger_id");
    }

    @Test
    void refusesATriggerThatIsTooOld() {
        var shortcut = acked(slack.globalShortcut(ada, "new-persona"));
        slack.faults().expire(shortcut);

        assertThat(client.outcome("views.open", "trigger_id", shortcut.triggerId(), "view", MODAL))
                .isEqualTo("expired_trigger_id");
    }

    private OpenView modal() {
        var shortcut = acked(slack.globalShortcut(ada, "new-persona"));
        client.call("views.open", "trigger_id", shortcut.triggerId(), "view", MODAL);
        return slack.views().getFirst();
    }

    @Test
    void closesAModalThatWasTaken() {
        acked(slack.submit(modal(), Map.of("text", "Pirate")));

        assertThat(slack.views())
                .singleElement()
                .satisfies(view -> assertThat(view.closed()).isTrue());
        assertThat(socket.envelopes())
                .last()
                .satisfies(envelope -> assertThat(envelope.path("payload")
                                .path("view")
                                .path("state")
                                .path("values")
                                .path("name")
                                .path("text")
                                .path("value")
                                .asText())
                        .isEqualTo("Pirate"));
    }

    @Test
    void keepsAModalWithErrorsOpen() {
        var view = modal();
        answers("interactive", "{\"response_action\": \"errors\", \"errors\": {\"name\": \"taken\"}}");

        var submission = acked(slack.submit(view, Map.of("text", "Pirate")));

        assertThat(submission.errors()).containsEntry("name", "taken");
        assertThat(slack.views().getFirst().closed()).isFalse();
    }

    @Test
    void submitsNothingThatTheClientWouldNot() {
        var view = modal();

        assertThatThrownBy(() -> slack.submit(view, Map.of("text", "much too long a name")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asksForOptions() {
        var view = modal();
        answers(
                "interactive",
                "{\"options\": [{\"text\": {\"type\": \"plain_text\", \"text\": \"Pirate\"}, \"value\": \"pirate\"}]}");

        var suggestion = acked(slack.suggest(ada, "pick", "pi", view));

        assertThat(suggestion.options()).hasSize(1);
        assertThat(slack.violations()).isEmpty();
    }

    @Test
    void publishesTheHomeTab() {
        slack.opensHome(ada);
        var view =
                "{\"type\": \"home\", \"blocks\": [{\"type\": \"header\", \"text\": {\"type\": \"plain_text\", \"text\": \"Hi\"}}]}";

        client.call("views.publish", "user_id", ada.id(), "view", view);

        assertThat(slack.home(ada).path("blocks")).hasSize(1);
        await().untilAsserted(() -> assertThat(socket.events())
                .singleElement()
                .satisfies(event -> assertThat(event.path("tab").asText()).isEqualTo("home")));
    }

    @Test
    void stopsAStreamAsAPerson() {
        var question = slack.mentions(ada, general, "tell me");
        var ts = client.call(
                        "chat.startStream",
                        "channel",
                        general.id(),
                        "thread_ts",
                        question,
                        "recipient_user_id",
                        ada.id(),
                        "recipient_team_id",
                        slack.teamId())
                .path("ts")
                .asText();

        slack.stops(ada, general, question);

        assertThat(client.outcome("chat.appendStream", "channel", general.id(), "ts", ts, "markdown_text", "x"))
                .isEqualTo("stopped_by_user");
        await().untilAsserted(() -> assertThat(socket.events())
                .last()
                .satisfies(event -> assertThat(
                                event.path("streaming_message_ts").path(0).asText())
                        .isEqualTo(ts)));
    }
}
