package dev.parley.bot.platform;

import java.util.Set;

/**
 * What one message of a reply says at a moment.
 *
 * @param text Markdown of the model, or Parley's own words where there is no text yet; may be empty beside a line below
 * @param below a small line that is no part of the text: what is going on, or what was left out; often empty
 * @param buttons what can be done with the reply
 */
public record Shown(String text, String below, Set<ReplyButton> buttons) {
    /** Copies the buttons. */
    public Shown {
        buttons = Set.copyOf(buttons);
    }
}
