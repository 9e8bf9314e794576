package dev.parley.bot.local;

import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.bot.responder.ReplyStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A reply whose text and end can be read. */
public final class NotedReply implements Reply {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void status(ReplyStatus status) {}

    @Override
    public void show(String textSoFar) {
        texts.add(textSoFar);
    }

    @Override
    public void complete(ReplyOutcome outcome) {
        end.complete("completed");
    }

    @Override
    public void fail(String words) {
        end.complete(words);
    }

    /** What is shown. */
    public String text() {
        return texts.isEmpty() ? "" : texts.getLast();
    }

    /** Waits for the end: "completed", or the words of a failure. */
    public String end() {
        return end.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
