package dev.parley.bot.terminal;

import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Words;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jspecify.annotations.Nullable;

/**
 * The chat on an interactive terminal. The prompt appears at once; whatever is not ready yet, a reply waits for.
 *
 * <p>Ctrl-C at the prompt leaves, and so does Ctrl-D; a line that was half typed is in the history next time. Ctrl-C during
 * a reply stops it, keeps what was shown and goes back to the prompt; once more, before it has stopped, leaves.
 */
public final class TerminalChat {
    private static final String PROMPT = "> ";

    private final Terminal terminal;
    private final TerminalLook look;
    private final Words words;
    private final ChatSession session;
    private final LineReader reader;
    private volatile @Nullable Turn turn;

    /**
     * @param terminal both its input and its output are interactive; closed by the caller
     * @param words the bot's own
     * @param completion the words that may stand at the end of a command typed so far, the slash included in both; its
     *     last word, perhaps empty, is the one to complete, and words that do not begin with it are left out here
     * @param history the file that keeps what was typed
     */
    public TerminalChat(
            Terminal terminal,
            TerminalLook look,
            Words words,
            ChatSession session,
            Function<String, List<String>> completion,
            Path history) {
        this.terminal = terminal;
        this.look = look;
        this.words = words;
        this.session = session;
        this.reader = ChatReader.create(terminal, completion, history);
    }

    /**
     * Talks until the user leaves.
     *
     * @param greeting lines shown first, at most two
     */
    public ChatEnd run(List<String> greeting) {
        for (var line : greeting) {
            terminal.writer().println(WordWrap.wrapped(SafeText.cleanLine(line), Style.DIM, look));
        }
        terminal.flush();
        // One handler for the whole chat: between two prompts Ctrl-C must not end the program.
        var before = terminal.handle(Signal.INT, _ -> {
            var running = turn;
            if (running != null) {
                running.interrupt();
            }
        });
        try {
            while (talk()) {}
            return ChatEnd.LEFT;
        } finally {
            terminal.handle(Signal.INT, before);
        }
    }

    /** One prompt and what comes of it; false when the user wants to leave. */
    private boolean talk() {
        String typed;
        try {
            typed = reader.readLine(prompt());
        } catch (UserInterruptException e) {
            keep(e.getPartialLine());
            return false;
        } catch (EndOfFileException e) {
            keep(e.getPartialLine());
            return false;
        }
        var line = ChatLine.of(typed);
        if (line instanceof ChatLine.Blank) {
            return true;
        }
        var next = new Turn();
        turn = next;
        try {
            return next.run(line);
        } finally {
            turn = null;
        }
    }

    private String prompt() {
        return look.styled() ? Style.BOLD.of(PROMPT) : PROMPT;
    }

    /**
     * Keys typed while a reply streams wait for the next prompt, without an echo in the middle of the text; Ctrl-C still is
     * a signal (JLine's raw mode makes it a key).
     *
     * @return what was set before
     */
    private Attributes withoutEcho() {
        var before = terminal.getAttributes();
        var quiet = new Attributes(before);
        quiet.setLocalFlags(EnumSet.of(LocalFlag.ECHO, LocalFlag.ICANON), false);
        terminal.setAttributes(quiet);
        return before;
    }

    private void keep(@Nullable String partialLine) {
        if (partialLine != null && !partialLine.isBlank()) {
            reader.getHistory().add(partialLine);
        }
    }

    /** One line and what it leads to. */
    private final class Turn {
        private final TerminalReply reply = new TerminalReply(terminal.writer(), look, words);
        private final CompletableFuture<Boolean> over = reply.ended().thenApply(_ -> true);
        private ChatSession.@Nullable Running running;
        private @Nullable Thread command;
        private int interrupts;

        /** Returns false when the user wants to leave. */
        boolean run(ChatLine line) {
            var attributes = withoutEcho();
            try {
                switch (line) {
                    case ChatLine.Message(var text) -> running(session.say(text, reply));
                    case ChatLine.Command(var typed) -> command(typed);
                    case ChatLine.Blank() -> over.complete(true);
                }
                var stay = over.join();
                if (stay) {
                    terminal.writer().println();
                }
                return stay;
            } finally {
                reply.abandon();
                terminal.setAttributes(attributes);
                terminal.flush();
            }
        }

        private void command(String typed) {
            Runnable work = () -> {
                try {
                    switch (session.command(typed, reply)) {
                        case CommandResult.Said(var text) -> reply.say(text);
                        case CommandResult.Refused(var reason) -> reply.fail(reason);
                        case CommandResult.Replying(var started) -> running(started);
                        case CommandResult.Leave() -> over.complete(false);
                    }
                } catch (RuntimeException | Error e) {
                    over.completeExceptionally(e);
                }
            };
            synchronized (this) {
                command = Thread.ofVirtual().name("command").unstarted(work);
                command.start();
            }
        }

        private synchronized void running(ChatSession.Running started) {
            running = started;
            if (interrupts > 0) {
                started.stop();
            }
        }

        synchronized void interrupt() {
            interrupts++;
            if (interrupts > 1) {
                over.complete(false);
                return;
            }
            reply.stopping();
            var toStop = running;
            if (toStop != null) {
                Thread.ofVirtual().name("stop").start(toStop::stop);
            } else if (command != null) {
                command.interrupt();
            }
        }
    }
}
