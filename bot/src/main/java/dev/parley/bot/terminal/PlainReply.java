package dev.parley.bot.terminal;

import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/**
 * A reply in a pipe or for {@code parley ask}: standard output gets the text as it is generated, a newline at its end and
 * nothing else. Only what {@link SafeText} drops is missing. Calls may come from any thread.
 */
public final class PlainReply implements Reply {
    private final PrintStream out;
    private final PrintStream err;
    private final TerminalLook errLook;
    private final Words words;
    private final SafeText safe = new SafeText();
    private final ShownText shown = new ShownText();
    private final StringBuilder buffer = new StringBuilder();
    private final StatusLine status;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private boolean endsInNewline = true;

    /**
     * @param err gets the words of a failure always, status and notes only when it is a terminal
     * @param errLook how standard error looks; plain when it is no terminal
     * @param words the bot's own
     */
    public PlainReply(PrintStream out, PrintStream err, TerminalLook errLook, Words words) {
        this.out = out;
        this.err = err;
        this.errLook = errLook;
        this.words = words;
        this.status = new StatusLine(err::print, errLook);
    }

    /** Is done when the reply has ended: true when it was completed, false when it failed. */
    public CompletableFuture<Boolean> ended() {
        return ended.copy();
    }

    @Override
    public synchronized void status(ReplyStatus now) {
        // Both streams may be the same screen: once text is there, it is not disturbed.
        if (!ended.isDone() && shown.isEmpty()) {
            status.draw(now.say(words), 0);
            err.flush();
        }
    }

    @Override
    public synchronized void show(String textSoFar) {
        if (ended.isDone()) {
            return;
        }
        switch (shown.next(textSoFar)) {
            case ShownText.Change.More(var piece) -> print(piece);
            case ShownText.Change.Anew(var text) -> {
                endLine();
                print(text);
            }
        }
    }

    @Override
    public synchronized void complete(ReplyOutcome outcome) {
        if (ended.isDone()) {
            return;
        }
        end();
        if (errLook.styled()) {
            outcome.notes().forEach(note -> err.println(Style.DIM.of(SafeText.cleanLine(note))));
            err.flush();
        }
        ended.complete(true);
    }

    @Override
    public synchronized void fail(String why) {
        if (ended.isDone()) {
            return;
        }
        end();
        err.println(SafeText.cleanLine(why));
        err.flush();
        ended.complete(false);
    }

    /** Prints a text of our own instead of a reply. */
    synchronized void say(String text) {
        show(text);
        if (!ended.isDone()) {
            end();
            ended.complete(true);
        }
    }

    private void print(String piece) {
        if (!piece.isEmpty()) {
            eraseStatus();
            safe.feed(piece, buffer::appendCodePoint);
            flush();
        }
    }

    private void end() {
        eraseStatus();
        endLine();
    }

    private void endLine() {
        safe.finish(buffer::appendCodePoint);
        flush();
        if (!endsInNewline) {
            buffer.append('\n');
            flush();
        }
    }

    private void flush() {
        if (!buffer.isEmpty()) {
            endsInNewline = buffer.charAt(buffer.length() - 1) == '\n';
            out.print(buffer);
            buffer.setLength(0);
            out.flush();
        }
    }

    private void eraseStatus() {
        status.erase();
        err.flush();
    }
}
