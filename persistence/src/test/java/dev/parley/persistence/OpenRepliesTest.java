package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.incoming;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabase.class)
final class OpenRepliesTest {
    private OpenReplies open;

    @BeforeEach
    void open(Database database) {
        open = database.openReplies();
    }

    private OpenReply opened(UUID turn, @Nullable String question) {
        var reply = new OpenReply(turn, "discord", "general", question, false);
        open.put(reply);
        return reply;
    }

    @Test
    void knowsTheEndOfAReplyThatMayNotBeShown(Database database) {
        var exchange = Talk.exchange(database, database.conversations().current(PLACE), ANN, "m1");
        var reply = opened(exchange.reply().id(), "m1");
        assertThat(open.ended("discord"))
                .containsExactly(new OpenReplies.Left(reply, ANN, PLACE.thread(), InboxState.DONE, null));
        assertThat(open.ended("slack")).isEmpty();
    }

    @Test
    void knowsWhyThereWasNoReply(Database database) {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        var reply = opened(entry.replyTurnId(), "m1");
        database.inbox().refuse(entry.id(), "too long");
        assertThat(open.ended("discord"))
                .containsExactly(new OpenReplies.Left(reply, ANN, PLACE.thread(), InboxState.REFUSED, "too long"));
    }

    @Test
    void leavesOutWhatIsStillBeingAnswered(Database database) {
        var entry = database.inbox().accept(incoming(ANN, "m1", "hello")).orElseThrow();
        opened(entry.replyTurnId(), "m1");
        assertThat(open.ended("discord")).isEmpty();
    }

    @Test
    void knowsAReplyThatAnsweredNoMessage() {
        var reply = opened(UUID.randomUUID(), null);
        assertThat(open.ended("discord")).containsExactly(new OpenReplies.Left(reply, null, null, null, null));
    }

    @Test
    void forgetsWhatIsShown() {
        var reply = opened(UUID.randomUUID(), null);
        open.put(reply);
        assertThat(open.find(reply.turnId())).contains(reply);
        open.remove(reply.turnId());
        assertThat(open.find(reply.turnId())).isEmpty();
        assertThat(open.ended("discord")).isEmpty();
    }
}
