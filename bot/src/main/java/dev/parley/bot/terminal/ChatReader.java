package dev.parley.bot.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.keymap.KeyMap;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.Reference;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the line editor of the chat. Enter sends; a backslash before Enter, or Alt-Enter, begins a new line; a paste, with
 * all its lines, is one message that Enter sends. Nothing that is typed is interpreted: no history expansion, no quotes.
 */
final class ChatReader {
    private static final Logger log = LoggerFactory.getLogger(ChatReader.class);
    private static final String ENTER = "parley-enter";
    private static final String NEW_LINE = "parley-new-line";
    private static final int HISTORY_LINES = 1_000;

    private ChatReader() {}

    /**
     * @param completion as {@link TerminalChat} takes it
     * @param history the file that keeps what was typed; made, for its owner only, if it is missing
     */
    static LineReader create(Terminal terminal, Function<String, List<String>> completion, Path history) {
        var builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("parley")
                .parser(new ChatParser())
                .completer((_, line, candidates) -> complete(completion, line, candidates))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ")
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
                .option(LineReader.Option.HISTORY_REDUCE_BLANKS, false)
                .option(LineReader.Option.INSERT_TAB, false)
                .option(LineReader.Option.AUTO_FRESH_LINE, false);
        if (usable(history)) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        var reader = builder.build();
        load(reader, history);
        reader.getWidgets().put(ENTER, () -> enter(reader));
        reader.getWidgets().put(NEW_LINE, () -> {
            reader.getBuffer().write('\n');
            return true;
        });
        for (var name : List.of(LineReader.EMACS, LineReader.VIINS)) {
            var keys = reader.getKeyMaps().get(name);
            if (keys != null) {
                keys.bind(new Reference(ENTER), "\r", "\n");
                keys.bind(new Reference(NEW_LINE), KeyMap.alt('\r'), KeyMap.alt('\n'));
            }
        }
        return reader;
    }

    /** Without this the chat still works; it only forgets what was typed. */
    private static boolean usable(Path history) {
        try {
            if (!Files.exists(history)) {
                var parent = history.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createFile(history);
            }
            // JLine makes its files for everybody, and this one holds what somebody said.
            if (Files.getFileStore(history).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(history, PosixFilePermissions.fromString("rw-------"));
            }
            return Files.isWritable(history);
        } catch (IOException e) {
            log.warn("What is typed is not remembered: {} cannot be written", history, e);
            return false;
        }
    }

    /** A file that is no history is put aside, not lost. */
    private static void load(LineReader reader, Path history) {
        try {
            reader.getHistory().attach(reader);
        } catch (RuntimeException e) {
            var aside = history.resolveSibling(history.getFileName() + ".unreadable");
            log.warn("{} is not a history of Parley's; it is now {}", history, aside, e);
            try {
                Files.move(history, aside, StandardCopyOption.REPLACE_EXISTING);
                reader.getHistory().purge();
                usable(history);
            } catch (IOException cannot) {
                log.warn("{} cannot be put aside", history, cannot);
            }
        }
    }

    private static boolean enter(LineReader reader) {
        var buffer = reader.getBuffer();
        if (buffer.cursor() == buffer.length() && buffer.prevChar() == '\\') {
            buffer.backspace();
            buffer.write('\n');
            return true;
        }
        reader.callWidget(LineReader.ACCEPT_LINE);
        return true;
    }

    private static void complete(
            Function<String, List<String>> completion, ParsedLine line, List<Candidate> candidates) {
        var typed = line.line().substring(0, line.cursor());
        if (ChatLine.of(typed) instanceof ChatLine.Command || typed.equals("/")) {
            for (var word : completion.apply(typed)) {
                candidates.add(new Candidate(word, word, null, null, null, null, true));
            }
        }
    }

    /** Words are what stands between blanks; every line is complete. */
    private static final class ChatParser implements Parser {
        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            var words = new ArrayList<String>();
            var start = cursor;
            while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
                start--;
            }
            for (var word : line.substring(0, start).strip().split("\\s+", -1)) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            var end = cursor;
            while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
                end++;
            }
            words.add(line.substring(start, end));
            return new Words(line, cursor, words, cursor - start);
        }
    }

    private record Words(String line, int cursor, List<String> words, int wordCursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return words.getLast();
        }

        @Override
        public int wordIndex() {
            return words.size() - 1;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word().length();
        }
    }
}
