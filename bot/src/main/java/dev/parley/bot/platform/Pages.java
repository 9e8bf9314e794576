package dev.parley.bot.platform;

import dev.parley.bot.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lays a reply out in messages: its text, cut where it has to be; the small line and the buttons under the last one. Of a
 * text that is longer than the longest that is shown, the messages have the beginning, and the end brings the whole as a
 * file.
 */
final class Pages {
    /** Behind the last blank in so many characters, the beginning of a long text is cut. */
    private static final int SEARCH = 200;

    private final MessageSplitter splitter;
    private final Words words;
    private final int longest;

    /**
     * One message.
     *
     * @param shown what it says
     * @param file whether the whole text is under it as a file
     */
    record Page(Shown shown, boolean file) {}

    /** How far a reply is, for its layout. */
    enum Stage {
        /** It goes on. */
        GROWING,
        /** All its text is there. */
        WHOLE,
        /** All its text is there, and the place takes no files. */
        WHOLE_WITHOUT_FILE
    }

    /** @param longest characters that are shown in messages */
    Pages(MessageSplitter splitter, Words words, int longest) {
        this.splitter = splitter;
        this.words = words;
        this.longest = longest;
    }

    /** The messages of a reply; at least one. */
    List<Page> of(String text, String below, Set<ReplyButton> buttons, Stage stage) {
        boolean isLong = text.length() > longest;
        List<MessageSplitter.Part> parts = splitter.split(isLong ? beginning(text) : text);
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < parts.size() - 1; i++) {
            pages.add(plain(parts.get(i).text()));
        }
        String last = parts.isEmpty() ? "" : parts.getLast().text();
        String line = isLong ? aboutTheRest(text, below, stage) : below;
        pages.add(new Page(new Shown(last, line, buttons), isLong && stage == Stage.WHOLE));
        return pages;
    }

    /** A message without anything below. */
    static Page plain(String text) {
        return new Page(new Shown(text, "", Set.of()), false);
    }

    private String beginning(String text) {
        int end = longest;
        while (end > longest - SEARCH && !Character.isWhitespace(text.charAt(end))) {
            end--;
        }
        return text.substring(0, end > longest - SEARCH ? end : longest);
    }

    private String aboutTheRest(String text, String below, Stage stage) {
        String rest = switch (stage) {
            case GROWING -> words.say("reply.growing", text.length());
            case WHOLE -> words.say("reply.in-file", text.length());
            case WHOLE_WITHOUT_FILE -> words.say("reply.no-file", text.length());
        };
        return below.isEmpty() ? rest : rest + " " + below;
    }
}
