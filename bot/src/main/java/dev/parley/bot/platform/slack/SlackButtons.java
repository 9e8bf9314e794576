package dev.parley.bot.platform.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import dev.parley.bot.platform.Buttons;
import dev.parley.bot.platform.Buttons.Pressed;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.platform.slack.Callers.Caller;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The buttons under replies. */
final class SlackButtons {
    private final Callers callers;
    private final Buttons buttons;
    private final Replies replies;
    private final SlackOpeners openers;
    private final Said said;

    SlackButtons(Callers callers, Buttons buttons, Replies replies, SlackOpeners openers, Said said) {
        this.callers = callers;
        this.buttons = buttons;
        this.replies = replies;
        this.openers = openers;
        this.said = said;
    }

    /** One was pressed; returns when Slack may be told that this was heard. */
    void press(BlockActionPayload press) {
        String channel = press.getContainer().getChannelId();
        Caller caller = callers.of(press.getUser().getId(), said(press.getUser().getTeamId()), channel);
        BlockActionPayload.Action action = press.getActions().getFirst();
        Pressed pressed = buttons.press(
                SlackText.button(action.getActionId(), said(action.getValue())),
                channel,
                press.getContainer().getMessageTs(),
                caller.visitor(),
                callers.managesChannel(caller.id(), channel),
                caller.words());
        switch (pressed) {
            case Pressed.Said(String words) ->
                replies.run(() -> said.byHook(
                                press.getResponseUrl(), press.getContainer().getThreadTs())
                        .say(words));
            case Pressed.Stopped() -> {}
            case Pressed.Again(var place, var work) ->
                replies.run(() -> {
                    var _ = work.apply(openers.in(place, null, caller.author(), null));
                });
        }
    }

    private static String said(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
