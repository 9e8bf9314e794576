package dev.parley.bot.platform.discord;

import dev.parley.bot.platform.MessageSplitter;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.words.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.dv8tion.jda.api.components.MessageTopLevelComponent;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.utils.messages.MessageCreateBuilder;
import net.dv8tion.jda.api.utils.messages.MessageCreateData;
import net.dv8tion.jda.api.utils.messages.MessageEditBuilder;
import net.dv8tion.jda.api.utils.messages.MessageEditData;
import org.jspecify.annotations.Nullable;

/**
 * Messages as Discord takes them. Nobody is pinged, whatever the model writes: the list of allowed mentions goes with
 * every create and every edit, as JDA's default holds for creates only. No link is previewed: a preview fetches an
 * address that the model made up.
 */
final class DiscordText {
    /** Discord's 2,000 less the small line and a fence to close before it. */
    static final int TEXT_LIMIT = 1700;

    private static final int BELOW_LIMIT = 280;
    private static final String SMALL = "-# ";
    private static final String BUTTON_PREFIX = "parley:";

    private final Words words;

    DiscordText(Words words) {
        this.words = words;
    }

    MessageCreateData create(Shown shown) {
        return new MessageCreateBuilder()
                .setContent(content(shown))
                .setComponents(components(shown))
                .setAllowedMentions(List.of())
                .mentionRepliedUser(false)
                .setSuppressEmbeds(true)
                .build();
    }

    MessageEditData edit(Shown shown) {
        return new MessageEditBuilder()
                .setContent(content(shown))
                .setComponents(components(shown))
                .setAllowedMentions(List.of())
                .mentionRepliedUser(false)
                .build();
    }

    /** The first words in the place of "is thinking": what a create says of previews has to be said here. */
    MessageEditData first(Shown shown) {
        return MessageEditBuilder.from(edit(shown)).setSuppressEmbeds(true).build();
    }

    /** Which button it is by its id, as {@link #create} gave it; null for one of somebody else's. */
    static @Nullable ReplyButton button(String id) {
        for (ReplyButton each : ReplyButton.values()) {
            if (id.equals(id(each))) {
                return each;
            }
        }
        return null;
    }

    /** The text of a message as {@link #create} wrote it, without the small line below. */
    static String withoutLine(String content) {
        int last = content.lastIndexOf('\n') + 1;
        return (content.startsWith(SMALL, last) ? content.substring(0, last) : content).strip();
    }

    private static String content(Shown shown) {
        if (shown.below().isEmpty()) {
            return shown.text();
        }
        String line = shown.below().replaceAll("\\s+", " ");
        int end = line.offsetByCodePoints(0, Math.min(BELOW_LIMIT, line.codePointCount(0, line.length())));
        String small = SMALL + line.substring(0, end);
        return shown.text().isEmpty() ? small : MessageSplitter.closed(shown.text()) + "\n" + small;
    }

    private List<MessageTopLevelComponent> components(Shown shown) {
        List<Button> buttons = Arrays.stream(ReplyButton.values())
                .filter(shown.buttons()::contains)
                .map(each -> Button.secondary(id(each), label(each)))
                .toList();
        return buttons.isEmpty() ? List.of() : List.of(ActionRow.of(buttons));
    }

    private static String id(ReplyButton button) {
        return BUTTON_PREFIX + button.name().toLowerCase(Locale.ROOT);
    }

    private String label(ReplyButton button) {
        return switch (button) {
            case STOP -> words.say("button.stop");
            case REGENERATE -> words.say("button.regenerate");
            case CONTINUE -> words.say("button.continue");
            case GOOD -> words.say("button.good");
            case BAD -> words.say("button.bad");
        };
    }
}
