package dev.parley.bot.terminal;

import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;

/**
 * A reply on an interactive terminal: a status line until there is text, then the text as it comes. What was shown stays
 * whatever happens. Calls may come from any thread.
 */
public final class TerminalReply implements Reply {
    private final PrintWriter writer;
    private final TerminalLook look;
    private final Words words;
    private final StringBuilder buffer = new StringBuilder();
    private final StatusLine status;
    private final ShownText shown = new ShownText();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private StreamingMarkdown markdown;
    private boolean stopping;

    /** Shows at once that something is going on; {@code words}: the bot's own. */
    public TerminalReply(PrintWriter writer, TerminalLook look, Words words) {
        this.writer = writer;
        this.look = look;
        this.words = words;
        this.status = new StatusLine(buffer::append, look);
        this.markdown = new StreamingMarkdown(buffer::append, look);
        status.draw(words.say("status.started"), 0);
        flush();
    }

    /** Is done when the reply has ended: true when it was completed, false when it failed. */
    public CompletableFuture<Boolean> ended() {
        return ended.copy();
    }

    @Override
    public synchronized void status(ReplyStatus now) {
        // When there is text, only these take long enough to be said.
        var worthIt = shown.isEmpty() || now instanceof ReplyStatus.Restarting || now instanceof ReplyStatus.NoRoom;
        if (!ended.isDone() && !stopping && worthIt) {
            status.draw(now.say(words), markdown.column());
            flush();
        }
    }

    @Override
    public synchronized void show(String textSoFar) {
        if (ended.isDone()) {
            return;
        }
        switch (shown.next(textSoFar)) {
            case ShownText.Change.More(var piece) -> {
                if (piece.isEmpty()) {
                    return;
                }
                status.erase();
                markdown.append(piece);
            }
            case ShownText.Change.Anew(var text) -> {
                endText();
                small(words.say("terminal.anew"));
                markdown = new StreamingMarkdown(buffer::append, look);
                markdown.append(text);
            }
        }
        if (stopping) {
            status.draw(words.say("terminal.second-stop"), markdown.column());
        }
        flush();
    }

    @Override
    public synchronized void complete(ReplyOutcome outcome) {
        if (ended.isDone()) {
            return;
        }
        endText();
        if (outcome.finish() == Finish.CANCELLED) {
            small(words.say("terminal.stopped"));
        }
        outcome.notes().forEach(this::small);
        flush();
        ended.complete(true);
    }

    @Override
    public synchronized void fail(String why) {
        if (ended.isDone()) {
            return;
        }
        endText();
        paragraph(Style.BOLD.of("! "), why, Style.NONE);
        flush();
        ended.complete(false);
    }

    /** Shows a text of our own, Markdown, instead of a reply. */
    synchronized void say(String text) {
        show(text);
        if (!ended.isDone()) {
            endText();
            flush();
            ended.complete(true);
        }
    }

    /** A stop was asked for: says how to leave if it takes long. */
    synchronized void stopping() {
        if (!ended.isDone()) {
            stopping = true;
            status.draw(words.say("terminal.second-stop"), markdown.column());
            flush();
        }
    }

    /** Nobody waits any longer: nothing that comes later is shown. */
    synchronized void abandon() {
        if (!ended.isDone()) {
            endText();
            flush();
            ended.complete(false);
        }
    }

    private void endText() {
        status.erase();
        markdown.finish();
        if (markdown.column() > 0) {
            buffer.append('\n');
        }
    }

    private void small(String note) {
        paragraph("", note, Style.DIM);
    }

    private void paragraph(String mark, String text, Style style) {
        if (!look.styled()) {
            buffer.append(mark.isEmpty() ? "" : "! ")
                    .append(SafeText.cleanLine(text))
                    .append('\n');
            return;
        }
        var wrap = new WordWrap(buffer::append, look);
        wrap.startLine(mark, mark.isEmpty() ? "" : "  ", mark.isEmpty() ? 0 : 2);
        wrap.put(SafeText.cleanLine(text), style);
        wrap.newline();
    }

    private void flush() {
        writer.write(buffer.toString());
        writer.flush();
        buffer.setLength(0);
    }
}
