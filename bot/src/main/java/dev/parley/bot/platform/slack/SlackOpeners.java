package dev.parley.bot.platform.slack;

import dev.parley.bot.platform.Replies;
import dev.parley.bot.responder.Personas;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.OpenReply;
import dev.parley.prompts.Persona;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where replies are shown on Slack: in the thread of their conversation, or in direct messages. */
final class SlackOpeners {
    private final Replies replies;
    private final SlackMessaging with;
    private final SlackSelf self;
    private final People people;
    private final Personas personas;
    private final Supplier<String> usualPersona;

    /**
     * Wires them.
     *
     * @param usualPersona the id of the one that answers under the bot's own name, as it is now
     */
    SlackOpeners(
            Replies replies,
            SlackMessaging with,
            SlackSelf self,
            People people,
            Personas personas,
            Supplier<String> usualPersona) {
        this.replies = replies;
        this.with = with;
        this.self = self;
        this.people = people;
        this.personas = personas;
        this.usualPersona = usualPersona;
    }

    /**
     * A reply.
     *
     * @param key its conversation, which says where it goes
     * @param question the time stamp of the message that it answers; null for none
     * @param asker who asked
     * @param persona the one that was chosen for this question alone; null for none
     */
    ReplyOpener in(ConversationKey key, @Nullable String question, Author asker, @Nullable String persona) {
        return turn -> replies.open(about(turn, key, question), asker, transport(turn, key, question, asker, persona));
    }

    /** A reply that was begun by an earlier run, and the text that it had. */
    ReplyOpener goingOn(
            ConversationKey key, @Nullable String question, Author asker, @Nullable String persona, String text) {
        return turn ->
                replies.goOn(about(turn, key, question), asker, transport(turn, key, question, asker, persona), text);
    }

    private static OpenReply about(UUID turn, ConversationKey key, @Nullable String question) {
        return new OpenReply(turn, SlackAddressing.PLATFORM, key.channel(), question, false);
    }

    private SlackTransport transport(
            UUID turn, ConversationKey key, @Nullable String question, Author asker, @Nullable String persona) {
        String team = people.of(asker.id()).team();
        SlackPlace place = new SlackPlace(
                key.channel(),
                key.thread().isEmpty() ? null : key.thread(),
                question,
                asker.id(),
                team.isEmpty() ? self.teamId() : team,
                dress(personas.resolve(key, asker.person(), persona).persona()));
        return new SlackTransport(with, place, turn);
    }

    /** The persona that answers where nobody chose one is the bot itself. */
    private SlackPlace.@Nullable Dress dress(Persona persona) {
        return persona.id().equals(usualPersona.get()) ? null : new SlackPlace.Dress(persona.name(), persona.emoji());
    }
}
