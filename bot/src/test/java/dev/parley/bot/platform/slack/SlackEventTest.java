package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as Slack's reference has them. */
final class SlackEventTest {
    private static SlackEvent event(String json) {
        try {
            return SlackEvent.of(
                    new ObjectMapper().readTree("{\"event_id\": \"Ev1\", \"event\": " + json.replace('\'', '"') + "}"));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static SlackMessage written(String json) {
        return ((SlackEvent.Written) event(json)).message();
    }

    @Test
    void aMessageHasItsPlaceAuthorAndTime() {
        SlackMessage message =
                written("{'type': 'message', 'channel': 'C1', 'channel_type': 'channel', 'user': 'U1', 'team': 'T1',"
                        + " 'text': 'hello', 'ts': '1700000000.000123', 'thread_ts': '1699999999.000001'}");

        assertThat(message.externalId()).isEqualTo("C1:1700000000.000123");
        assertThat(message.writtenAt()).isEqualTo(Instant.parse("2023-11-14T22:13:20.000123Z"));
        assertThat(message.isInThread()).isTrue();
        assertThat(message.root()).isEqualTo("1699999999.000001");
        assertThat(message.place()).isEqualTo(SlackMessage.Place.CHANNEL);
        assertThat(message.isWritten()).isTrue();
        assertThat(message.isFromBot()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_share", "thread_broadcast", "me_message", "bot_message"})
    void somePeoplesMessagesHaveAKind(String subtype) {
        assertThat(written("{'type': 'message', 'subtype': '" + subtype + "', 'user': 'U1', 'ts': '1.2'}")
                        .isWritten())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"channel_join", "channel_topic", "reminder_add", "tombstone", "bot_add", "huddle_thread"})
    void noticesAreNotWritten(String subtype) {
        assertThat(written("{'type': 'message', 'subtype': '" + subtype + "', 'user': 'U1', 'ts': '1.2'}")
                        .isWritten())
                .isFalse();
    }

    @Test
    void slacksOwnUserWritesNothing() {
        assertThat(written("{'type': 'message', 'user': 'USLACKBOT', 'ts': '1.2'}")
                        .isWritten())
                .isFalse();
    }

    @Test
    void aMentionIsTheSameMessage() {
        var mention = (SlackEvent.Written)
                event("{'type': 'app_mention', 'channel': 'C1', 'user': 'U1', 'text': '<@U0>', 'ts': '1.2'}");

        assertThat(mention.mention()).isTrue();
        assertThat(mention.message().externalId()).isEqualTo("C1:1.2");
    }

    @Test
    void anotherTextIsAnEdit() {
        assertThat(event("{'type': 'message', 'subtype': 'message_changed', 'channel': 'D1', 'channel_type': 'im',"
                        + " 'message': {'ts': '1.2', 'user': 'U1', 'text': 'new'},"
                        + " 'previous_message': {'ts': '1.2', 'text': 'old'}}"))
                .isInstanceOfSatisfying(SlackEvent.Edited.class, edited -> {
                    assertThat(edited.message().externalId()).isEqualTo("D1:1.2");
                    assertThat(edited.message().text()).isEqualTo("new");
                    assertThat(edited.message().place()).isEqualTo(SlackMessage.Place.DIRECT);
                });
    }

    @Test
    void aPreviewIsNone() {
        assertThat(event("{'type': 'message', 'subtype': 'message_changed', 'channel': 'D1',"
                        + " 'message': {'ts': '1.2', 'text': 'same', 'attachments': [{}]},"
                        + " 'previous_message': {'ts': '1.2', 'text': 'same'}}"))
                .isInstanceOf(SlackEvent.Other.class);
    }

    @Test
    void aMessageThatIsDeletedIsNamed() {
        assertThat(event("{'type': 'message', 'subtype': 'message_deleted', 'channel': 'C1', 'deleted_ts': '1.2'}"))
                .isEqualTo(new SlackEvent.Deleted("Ev1", "C1", "1.2"));
    }

    @Test
    void aStoneIsAMessageThatWasDeleted() {
        assertThat(event("{'type': 'message', 'subtype': 'message_changed', 'channel': 'C1',"
                        + " 'message': {'ts': '1.2', 'subtype': 'tombstone', 'text': 'This message was deleted.'},"
                        + " 'previous_message': {'ts': '1.2', 'text': 'old'}}"))
                .isEqualTo(new SlackEvent.Deleted("Ev1", "C1", "1.2"));
    }

    @Test
    void readsTimesToTheMicrosecond() {
        assertThat(SlackMessage.instant("1700000000.5")).isEqualTo(Instant.parse("2023-11-14T22:13:20.500Z"));
        assertThat(SlackMessage.instant("1700000000")).isEqualTo(Instant.parse("2023-11-14T22:13:20Z"));
        assertThatThrownBy(() -> SlackMessage.instant("now")).isInstanceOf(IllegalArgumentException.class);
    }
}
