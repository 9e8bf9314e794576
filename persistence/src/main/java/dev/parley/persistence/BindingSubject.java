package dev.parley.persistence;

import static java.util.Objects.requireNonNull;

/**
 * What a persona is bound to; make one with the factory of its scope. What a scope does not need is empty.
 *
 * @param scope how far it reaches
 * @param platform as in {@link ConversationKey#platform()}
 * @param workspace as in {@link ConversationKey#workspace()}
 * @param channel as in {@link ConversationKey#channel()}
 * @param thread as in {@link ConversationKey#thread()}
 * @param personId as in {@link Person#id()}
 */
public record BindingSubject(
        BindingScope scope, String platform, String workspace, String channel, String thread, String personId) {
    /** Refuses null. */
    public BindingSubject {
        requireNonNull(scope, "scope");
        requireNonNull(platform, "platform");
        requireNonNull(workspace, "workspace");
        requireNonNull(channel, "channel");
        requireNonNull(thread, "thread");
        requireNonNull(personId, "personId");
    }

    /** This place alone. */
    public static BindingSubject conversation(ConversationKey key) {
        return new BindingSubject(
                BindingScope.CONVERSATION, key.platform(), key.workspace(), key.channel(), key.thread(), "");
    }

    /** The whole channel of this place. */
    public static BindingSubject channel(ConversationKey key) {
        return new BindingSubject(BindingScope.CHANNEL, key.platform(), key.workspace(), key.channel(), "", "");
    }

    /** A person, wherever they write. */
    public static BindingSubject person(Person person) {
        return new BindingSubject(BindingScope.PERSON, person.platform(), "", "", "", person.id());
    }

    /** The whole workspace of this place. */
    public static BindingSubject workspace(ConversationKey key) {
        return new BindingSubject(BindingScope.WORKSPACE, key.platform(), key.workspace(), "", "", "");
    }
}
