package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabase.class)
final class DeliveriesTest {
    @Test
    void aMessageLeadsToItsTurnAndBack(Database database) {
        var deliveries = database.deliveries();
        var turn = UUID.randomUUID();
        var second = new Delivery("discord", "general", "b2", turn, 1);
        var first = new Delivery("discord", "general", "b1", turn, 0);
        deliveries.put(second);
        deliveries.put(first);
        assertThat(deliveries.find("discord", "general", "b2")).contains(second);
        assertThat(deliveries.find("discord", "elsewhere", "b2")).isEmpty();
        assertThat(deliveries.of(turn)).containsExactly(first, second);
    }

    @Test
    void aMessageCanComeToShowAnotherTurn(Database database) {
        var deliveries = database.deliveries();
        var before = new Delivery("discord", "general", "b1", UUID.randomUUID(), 1);
        var now = new Delivery("discord", "general", "b1", UUID.randomUUID(), 0);
        deliveries.put(before);
        deliveries.put(now);
        assertThat(deliveries.find("discord", "general", "b1")).contains(now);
        assertThat(deliveries.of(before.turnId())).isEmpty();
        deliveries.remove("discord", "general", "b1");
        assertThat(deliveries.find("discord", "general", "b1")).isEmpty();
    }
}
