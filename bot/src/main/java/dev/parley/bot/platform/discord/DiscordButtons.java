package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.Buttons;
import dev.parley.bot.platform.Buttons.Pressed;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.words.Languages;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;

/** The buttons under replies. */
final class DiscordButtons extends ListenerAdapter {
    private final Buttons buttons;
    private final Replies replies;
    private final Openers openers;
    private final Languages languages;

    DiscordButtons(Buttons buttons, Replies replies, Openers openers, Languages languages) {
        this.buttons = buttons;
        this.replies = replies;
        this.openers = openers;
        this.languages = languages;
    }

    @Override
    public void onButtonInteraction(ButtonInteractionEvent event) {
        Pressed pressed = buttons.press(
                DiscordText.button(event.getComponentId()),
                event.getMessage().getChannelId(),
                event.getMessageId(),
                Visitors.of(event),
                moderates(event),
                languages.of(event.getUserLocale().toLocale()));
        switch (pressed) {
            case Pressed.Said(String words) ->
                event.reply(words).setEphemeral(true).queue();
            case Pressed.Stopped() -> event.deferEdit().queue();
            case Pressed.Again(var _, var work) -> {
                boolean forOne = event.getMessage().isEphemeral();
                event.deferReply(forOne).queue();
                ReplyOpener opener = openers.toInteraction(
                        event.getHook(), Addressing.author(event.getUser(), event.getMember()), forOne);
                replies.run(() -> {
                    var _ = work.apply(opener);
                });
            }
        }
    }

    private static boolean moderates(ButtonInteractionEvent event) {
        var member = event.getMember();
        return member != null && member.hasPermission(event.getGuildChannel(), Permission.MESSAGE_MANAGE);
    }
}
