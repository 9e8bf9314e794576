package dev.parley.bot.platform.discord;

import dev.parley.bot.access.Access;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.responder.Decision;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Languages;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Feedback;
import dev.parley.persistence.Vote;
import java.util.UUID;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;

/** The buttons under replies. What a button belongs to is known from the store, so that they work after a restart. */
final class DiscordButtons extends ListenerAdapter {
    private final Access access;
    private final Responder responder;
    private final ConversationStore conversations;
    private final Deliveries deliveries;
    private final Feedback feedback;
    private final Replies replies;
    private final Languages languages;

    DiscordButtons(Access access, Responder responder, Database database, Replies replies, Languages languages) {
        this.access = access;
        this.responder = responder;
        this.conversations = database.conversations();
        this.deliveries = database.deliveries();
        this.feedback = database.feedback();
        this.replies = replies;
        this.languages = languages;
    }

    @Override
    public void onButtonInteraction(ButtonInteractionEvent event) {
        ReplyButton button = DiscordText.button(event.getComponentId());
        UUID turn = deliveries
                .find(DiscordBot.PLATFORM, event.getMessage().getChannelId(), event.getMessageId())
                .map(Delivery::turnId)
                .orElse(null);
        if (button == null || turn == null) {
            whisper(event, "discord.button.unknown");
            return;
        }
        switch (button) {
            case STOP -> stop(event, turn);
            case REGENERATE, CONTINUE -> again(event, button, turn);
            case GOOD -> vote(event, turn, Vote.UP);
            case BAD -> vote(event, turn, Vote.DOWN);
        }
    }

    private void stop(ButtonInteractionEvent event, UUID turn) {
        if (access.isAdmin(Visitors.of(event).person()) || replies.mayStop(turn, event)) {
            event.deferEdit().queue();
            responder.stop(turn);
        } else {
            whisper(event, "discord.not-yours");
        }
    }

    private void again(ButtonInteractionEvent event, ReplyButton button, UUID turn) {
        Conversation stored = conversations
                .turn(turn)
                .flatMap(found -> conversations.find(found.conversationId()))
                .orElse(null);
        if (stored == null || !turn.equals(stored.head())) {
            whisper(event, "discord.button.old");
            return;
        }
        switch (access.decide(Visitors.of(event), theirs(event))) {
            case Decision.Respond() -> {}
            case Decision.Refuse(String why) -> {
                event.reply(why).setEphemeral(true).queue();
                return;
            }
            case Decision.Ignore(String _) -> {
                whisper(event, "access.not-here");
                return;
            }
        }
        boolean forOne = event.getMessage().isEphemeral();
        event.deferReply(forOne).queue();
        Author author = Addressing.author(event.getUser(), event.getMember());
        ReplyOpener opener = replies.toInteraction(event.getHook(), author, forOne);
        replies.run(() -> {
            access.charge(
                    author.person(),
                    button == ReplyButton.REGENERATE
                            ? responder.regenerate(stored.key(), opener)
                            : responder.goOn(stored.key(), opener));
        });
    }

    private void vote(ButtonInteractionEvent event, UUID turn, Vote vote) {
        Author author = Addressing.author(event.getUser(), event.getMember());
        boolean stored = feedback.vote(turn, author.person(), vote);
        whisper(event, stored ? "feedback.thanks" : "discord.button.unknown");
    }

    private void whisper(ButtonInteractionEvent event, String key) {
        event.reply(theirs(event).say(key)).setEphemeral(true).queue();
    }

    private Words theirs(ButtonInteractionEvent event) {
        return languages.of(event.getUserLocale().toLocale());
    }
}
