package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextActionsBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.MarkdownBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import dev.parley.bot.platform.ReplyButton;
import dev.parley.bot.platform.Shown;
import dev.parley.bot.platform.slack.SlackText.Takes;
import dev.parley.bot.words.Words;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SlackTextTest {
    private static final Takes ALL = new Takes(true, true);

    private final SlackText text = new SlackText(Words.english());

    private static <T extends LayoutBlock> List<T> of(Class<T> kind, List<LayoutBlock> blocks) {
        return blocks.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void aMessageNeverHoldsMoreThanSlackTakesHoweverMuchIsEscaped() {
        var brackets = new Shown("<".repeat(SlackText.TEXT_LIMIT), "", Set.of());

        var block = of(MarkdownBlock.class, text.blocks(brackets, ALL)).getFirst();

        assertThat(block.getText()).hasSize(SlackText.TEXT_LIMIT).doesNotContain("<");
    }

    @Test
    void sectionsHoldWhatTheyMay() {
        var long1 = new Shown("a < b & c ".repeat(1200), "", Set.of());

        var sections = of(SectionBlock.class, text.blocks(long1, new Takes(false, true)));

        assertThat(sections)
                .allSatisfy(each -> assertThat(each.getText().getText()).hasSizeLessThanOrEqualTo(3000));
        assertThat(sections).hasSizeGreaterThan(4);
    }

    @Test
    void feedbackIsNativeOrTwoPlainButtons() {
        var shown = new Shown("x", "", EnumSet.of(ReplyButton.REGENERATE, ReplyButton.GOOD, ReplyButton.BAD));

        assertThat(of(ContextActionsBlock.class, text.blocks(shown, ALL))).hasSize(1);
        var plain = text.blocks(shown, new Takes(true, false));
        assertThat(of(ContextActionsBlock.class, plain)).isEmpty();
        assertThat(of(ActionsBlock.class, plain).getFirst().getElements()).hasSize(3);
    }

    @Test
    void theSmallLineIsOneLineAndNothingInItIsLive() {
        var blocks = text.below(new Shown("", "a\n<!channel> & b", Set.of()), ALL);

        assertThat(blocks.toString()).contains("a &lt;!channel&gt; &amp; b");
    }

    @Test
    void knowsItsButtonsAgain() {
        assertThat(SlackText.button("parley:stop", "")).isEqualTo(ReplyButton.STOP);
        assertThat(SlackText.button(SlackText.FEEDBACK, "parley:bad")).isEqualTo(ReplyButton.BAD);
        assertThat(SlackText.button("other", "parley:bad")).isNull();
    }

    @Test
    void notificationsAreShortAndHarmless() {
        assertThat(SlackText.fallback(new Shown("<!here> ".repeat(500), "", Set.of())))
                .hasSizeLessThan(4000)
                .doesNotContain("<");
        assertThat(SlackText.fallback(new Shown("", "", Set.of()))).isNotEmpty();
    }

    @Test
    void textInSectionsIsTakenAsItIs() {
        var section = of(SectionBlock.class, text.blocks(new Shown("@here", "", Set.of()), new Takes(false, false)))
                .getFirst();

        assertThat(((MarkdownTextObject) section.getText()).getVerbatim()).isTrue();
    }
}
