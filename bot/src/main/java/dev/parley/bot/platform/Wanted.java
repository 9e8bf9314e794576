package dev.parley.bot.platform;

import dev.parley.bot.platform.Pages.Page;
import dev.parley.bot.platform.Pages.Stage;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a reply should look by now, whatever is shown of it. Guarded by its {@link PacedReply}'s lock. */
final class Wanted {
    private final Pages pages;
    private final Words words;
    private final Function<ReplyOutcome, String> footer;
    private String text;
    private String below;
    private Set<ReplyButton> buttons = EnumSet.of(ReplyButton.STOP);
    private boolean over;
    private boolean withoutFile;
    private boolean leaving;
    private int place;
    private @Nullable Broken broken;

    /** From this message on, nothing but the reason is shown. */
    private record Broken(int part, String why) {}

    Wanted(Pages pages, Words words, Function<ReplyOutcome, String> footer, String text) {
        this.pages = pages;
        this.words = words;
        this.footer = footer;
        this.text = text;
        this.below = words.say("status.started");
    }

    String text() {
        return text;
    }

    /** Whether nothing changes any more. */
    boolean isOver() {
        return over;
    }

    /** The place in line, where that is all there is to say; otherwise 0. */
    int place() {
        return over ? 0 : place;
    }

    /** Whether it ended for now, and goes on later. */
    boolean isPaused() {
        return over && leaving && broken == null;
    }

    void status(ReplyStatus status) {
        if (status instanceof ReplyStatus.Changed) {
            text = "";
        }
        place = status instanceof ReplyStatus.Waiting waiting ? waiting.place() : 0;
        below = status instanceof ReplyStatus.Writing && !text.isEmpty() ? "" : status.say(words);
    }

    void show(String textSoFar) {
        text = textSoFar;
        place = 0;
        below = "";
    }

    void complete(ReplyOutcome outcome) {
        below = (String.join(" ", outcome.notes()) + " " + footer.apply(outcome)).strip();
        buttons = EnumSet.of(ReplyButton.REGENERATE, ReplyButton.GOOD, ReplyButton.BAD);
        if (outcome.finish() != Finish.STOP) {
            buttons.add(ReplyButton.CONTINUE);
        }
        // It ended all the same.
        leaving = false;
        over = true;
    }

    void fail(String why) {
        below = text.isBlank() ? "" : why;
        text = text.isBlank() ? why : text;
        buttons = Set.of();
        over = true;
    }

    /** From now on a failure is a pause. */
    void leave() {
        leaving = !over;
    }

    void withoutFile() {
        withoutFile = true;
    }

    /** Ends it with a reason in place of a message and all behind it; false: it had ended like that before. */
    boolean breakOff(int part, String why) {
        boolean first = broken == null;
        broken = new Broken(part, why);
        over = true;
        return first;
    }

    /**
     * The messages, one at least.
     *
     * @param there how many the platform has
     */
    List<Page> messages(int there) {
        Broken reason = broken;
        if (reason != null) {
            return untilBroken(reason);
        }
        Stage stage = !over || leaving ? Stage.GROWING : withoutFile ? Stage.WHOLE_WITHOUT_FILE : Stage.WHOLE;
        List<Page> all = pages.of(text, below, buttons, stage);
        return isPaused() && there < all.size() ? marked(all, there) : all;
    }

    private List<Page> untilBroken(Broken reason) {
        List<Page> wanted = new ArrayList<>();
        for (Page each : pages.of(text, "", Set.of(), Stage.GROWING)) {
            if (wanted.size() < reason.part) {
                wanted.add(Pages.plain(each.shown().text()));
            }
        }
        wanted.add(Pages.plain(reason.why));
        return wanted;
    }

    /** The mark under the last message that is there. */
    private List<Page> marked(List<Page> all, int there) {
        int last = Math.max(0, there - 1);
        List<Page> marked = new ArrayList<>(all.subList(0, last));
        marked.add(new Page(new Shown(all.get(last).shown().text(), below, buttons), false));
        return marked;
    }
}
