package dev.parley.bot.platform.slack;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextActionsBlock;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.MarkdownBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.FeedbackButtonObject;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import com.slack.api.model.block.element.FeedbackButtonsElement;
import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Messages as Slack takes them: Markdown where it is taken, the small line and the buttons in blocks below. */
final class SlackText {
    /** What Slack takes in Markdown, in one message. */
    static final int TEXT_LIMIT = 12_000;

    /** What Slack takes in its older markup. */
    static final int MRKDWN_LIMIT = 4000;

    /** The action of native feedback; its value says which. */
    static final String FEEDBACK = "parley:feedback";

    private static final String BUTTON_PREFIX = "parley:";

    /** What the actions of replies' buttons look like. */
    static final String ACTIONS = "parley:[a-z]+";

    private static final int SECTION = 3000;
    /** The same Markdown may be longer in the older markup. */
    private static final int MARKDOWN_OF_SECTION = 2400;

    private static final int BELOW_LIMIT = 280;
    /** For notifications. With it a message stays below the 13,000 that Slack takes in all. */
    private static final int FALLBACK_LIMIT = 500;

    private static final List<ReplyButton> PLAIN =
            List.of(ReplyButton.STOP, ReplyButton.REGENERATE, ReplyButton.CONTINUE);
    private static final List<ReplyButton> FEEDBACKS = List.of(ReplyButton.GOOD, ReplyButton.BAD);

    private final Words words;

    /**
     * What a workspace takes.
     *
     * @param markdown blocks of Markdown
     * @param feedback native buttons for feedback
     */
    record Takes(boolean markdown, boolean feedback) {}

    SlackText(Words words) {
        this.words = words;
    }

    /** What stands beside a text that is streamed. */
    String writing() {
        return words.say("status.writing");
    }

    /** Which button it is by its action and value; null for one of somebody else's. */
    static @Nullable ReplyButton button(String action, String value) {
        for (ReplyButton each : ReplyButton.values()) {
            if (action.equals(id(each)) || (action.equals(FEEDBACK) && value.equals(id(each)))) {
                return each;
            }
        }
        return null;
    }

    /** The whole message. */
    List<LayoutBlock> blocks(Shown shown, Takes takes) {
        List<LayoutBlock> blocks = new ArrayList<>();
        if (!shown.text().isBlank()) {
            String safe = markdown(shown.text());
            if (takes.markdown() && safe.length() <= TEXT_LIMIT) {
                blocks.add(MarkdownBlock.builder().text(safe).build());
            } else {
                sections(shown.text())
                        .forEach(each -> blocks.add(
                                SectionBlock.builder().text(mrkdwn(each)).build()));
            }
        }
        blocks.addAll(below(shown, takes));
        return blocks;
    }

    /** What stands under the text. */
    List<LayoutBlock> below(Shown shown, Takes takes) {
        List<LayoutBlock> blocks = new ArrayList<>();
        if (!shown.below().isBlank()) {
            blocks.add(ContextBlock.builder()
                    .elements(List.of(mrkdwn(Harmless.mrkdwn(line(shown.below(), BELOW_LIMIT)))))
                    .build());
        }
        boolean feedback = shown.buttons().containsAll(FEEDBACKS);
        List<BlockElement> buttons = new ArrayList<>();
        PLAIN.stream().filter(shown.buttons()::contains).forEach(each -> buttons.add(plain(each)));
        if (feedback && !takes.feedback()) {
            FEEDBACKS.forEach(each -> buttons.add(plain(each)));
        }
        if (!buttons.isEmpty()) {
            blocks.add(ActionsBlock.builder().elements(buttons).build());
        }
        if (feedback && takes.feedback()) {
            var both = FeedbackButtonsElement.builder()
                    .actionId(FEEDBACK)
                    .positiveButton(feedback(ReplyButton.GOOD))
                    .negativeButton(feedback(ReplyButton.BAD))
                    .build();
            blocks.add(ContextActionsBlock.builder().elements(List.of(both)).build());
        }
        return blocks;
    }

    /** The beginning in plain words, for notifications; never empty. */
    static String fallback(Shown shown) {
        String said = shown.text().isBlank() ? shown.below() : shown.text();
        String line = line(said, FALLBACK_LIMIT);
        return line.isEmpty() ? "…" : Harmless.mrkdwn(line);
    }

    /** Markdown in which nothing is live; not longer than Slack takes if that can be had. */
    private static String markdown(String text) {
        String safe = Harmless.markdown(text, true);
        return safe.length() <= TEXT_LIMIT ? safe : Harmless.withOtherBrackets(text);
    }

    /** The older markup in pieces that a section takes. */
    static List<String> sections(String markdown) {
        List<String> sections = new ArrayList<>();
        for (MessageSplitter.Part part : new MessageSplitter(MARKDOWN_OF_SECTION).split(markdown)) {
            String rest = Mrkdwn.of(part.text());
            while (rest.length() > SECTION) {
                int cut = rest.lastIndexOf('\n', SECTION);
                int at = cut > 0 ? cut : SECTION - (Character.isHighSurrogate(rest.charAt(SECTION - 1)) ? 1 : 0);
                sections.add(rest.substring(0, at));
                rest = rest.substring(at).strip();
            }
            if (!rest.isBlank()) {
                sections.add(rest);
            }
        }
        return sections;
    }

    private static String line(String said, int limit) {
        String line = said.strip().replaceAll("\\s+", " ");
        int end = line.offsetByCodePoints(0, Math.min(limit, line.codePointCount(0, line.length())));
        return line.substring(0, end);
    }

    private static MarkdownTextObject mrkdwn(String text) {
        return MarkdownTextObject.builder().text(text).verbatim(true).build();
    }

    private ButtonElement plain(ReplyButton button) {
        return ButtonElement.builder()
                .actionId(id(button))
                .value(id(button))
                .text(label(button))
                .build();
    }

    private FeedbackButtonObject feedback(ReplyButton button) {
        return FeedbackButtonObject.builder()
                .text(label(button))
                .value(id(button))
                .build();
    }

    private static String id(ReplyButton button) {
        return BUTTON_PREFIX + button.name().toLowerCase(Locale.ROOT);
    }

    private PlainTextObject label(ReplyButton button) {
        String label = switch (button) {
            case STOP -> words.say("button.stop");
            case REGENERATE -> words.say("button.regenerate");
            case CONTINUE -> words.say("button.continue");
            case GOOD -> words.say("button.good");
            case BAD -> words.say("button.bad");
        };
        return PlainTextObject.builder().text(label).emoji(true).build();
    }
}
