package dev.parley.persistence;

import static dev.parley.persistence.Talk.ANN;
import static dev.parley.persistence.Talk.BEN;
import static dev.parley.persistence.Talk.PLACE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FreshDatabase.class)
final class PersonaBindingsTest {
    private static final ConversationKey OTHER_THREAD = new ConversationKey("discord", "guild", "general", "other");
    private static final ConversationKey OTHER_CHANNEL = new ConversationKey("discord", "guild", "random", "");
    private static final ConversationKey OTHER_GUILD = new ConversationKey("discord", "guild2", "general", "thread");

    @Test
    void theNarrowerScopeComesFirst(Database database) {
        var bindings = database.bindings();
        bindings.bind(BindingSubject.workspace(PLACE), "assistant");
        bindings.bind(BindingSubject.person(ANN.person()), "writer");
        bindings.bind(BindingSubject.channel(PLACE), "coder");
        bindings.bind(BindingSubject.conversation(PLACE), "prompter");
        assertThat(bindings.applying(PLACE, ANN.person()))
                .extracting(Binding::persona)
                .containsExactly("prompter", "coder", "writer", "assistant");
        assertThat(bindings.applying(OTHER_THREAD, BEN.person()))
                .extracting(Binding::persona)
                .containsExactly("coder", "assistant");
        assertThat(bindings.applying(OTHER_CHANNEL, ANN.person()))
                .extracting(Binding::persona)
                .containsExactly("writer", "assistant");
        assertThat(bindings.applying(OTHER_GUILD, BEN.person())).isEmpty();
    }

    @Test
    void aNewBindingReplacesTheOldOne(Database database) {
        var bindings = database.bindings();
        var me = BindingSubject.person(ANN.person());
        bindings.bind(me, "coder");
        bindings.bind(me, "writer");
        assertThat(bindings.applying(PLACE, ANN.person())).containsExactly(new Binding(me, "writer"));
        assertThat(bindings.unbind(me)).isTrue();
        assertThat(bindings.unbind(me)).isFalse();
        assertThat(bindings.applying(PLACE, ANN.person())).isEmpty();
    }
}
