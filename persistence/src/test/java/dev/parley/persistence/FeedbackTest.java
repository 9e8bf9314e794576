package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.BEN;
import static dev.parley.persistence.Talk.PLACE;
import static dev.parley.persistence.Talk.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabase.class)
final class FeedbackTest {
    @Test
    void aVoteIsKeptWithWhatMadeTheReply(Database database) {
        var reply = exchange(database, database.conversations().current(PLACE), ANN, "m1")
                .reply();
        assertThat(database.feedback().vote(reply.id(), ANN.person(), Vote.UP)).isTrue();
        assertThat(database.feedback().vote(reply.id(), BEN.person(), Vote.UP)).isTrue();
        assertThat(database.feedback().vote(reply.id(), ANN.person(), Vote.DOWN))
                .isTrue();
        assertThat(database.feedback().of(reply.id()))
                .extracting(FeedbackEntry::person, FeedbackEntry::vote, FeedbackEntry::persona)
                .containsExactlyInAnyOrder(
                        tuple(ANN.person(), Vote.DOWN, "assistant"), tuple(BEN.person(), Vote.UP, "assistant"));
    }

    @Test
    void onlyRepliesAreVotedOn(Database database) {
        var exchange = exchange(database, database.conversations().current(PLACE), ANN, "m1");
        assertThat(database.feedback().vote(exchange.user().id(), ANN.person(), Vote.UP))
                .isFalse();
        assertThat(database.feedback().vote(UUID.randomUUID(), ANN.person(), Vote.UP))
                .isFalse();
    }
}
