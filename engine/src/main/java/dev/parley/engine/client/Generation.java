package dev.parley.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One generation in flight. LangChain4j may report an error more than once, and a completion after an error; here the
 * first ending counts, and nothing reaches the listener after it.
 */
final class Generation implements StreamingChatResponseHandler {

    private final GenerationListener listener;
    private final Cancellation connection;
    private final LongSupplier nanoTime;
    private final long startedAt;

    /** The one ending: a response, nothing for a cancel, or a failure. */
    private final CompletableFuture<Optional<ChatResponse>> ending = new CompletableFuture<>();

    /** Held during every call of the listener; guards what follows. */
    private final ReentrantLock delivering = new ReentrantLock();

    private final StringBuilder text = new StringBuilder();
    private int pieces;
    private long firstPieceAt;
    private long lastPieceAt;
    private int promptTokens;
    private int cachedTokens;

    Generation(GenerationListener listener, Cancellation connection, LongSupplier nanoTime) {
        this.listener = listener;
        this.connection = connection;
        this.nanoTime = nanoTime;
        this.startedAt = nanoTime.getAsLong();
    }

    /** Ends the generation and closes its connection, which is how the engine notices. Never blocks. */
    void cancel() {
        if (ending.complete(Optional.empty())) {
            connection.cancel();
        }
    }

    @Override
    public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
        deliver(() -> {
            lastPieceAt = nanoTime.getAsLong();
            if (pieces++ == 0) {
                firstPieceAt = lastPieceAt;
            }
            text.append(partial.text());
            listener.text(partial.text());
        });
    }

    @Override
    public void onUnmappedRawEvent(Object event) {
        if (event instanceof ServerSentEvent sse && sse.data().contains("\"prompt_progress\"")) {
            var progress = Json.parse(sse.data()).path("prompt_progress");
            if (progress.isObject()) {
                deliver(() -> {
                    promptTokens = progress.path("total").asInt();
                    cachedTokens = progress.path("cache").asInt();
                    listener.progress(progress.path("processed").asInt(), cachedTokens, promptTokens);
                });
            }
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        ending.complete(Optional.of(response));
    }

    @Override
    public void onError(Throwable error) {
        fail(error);
    }

    /** Waits for the end, and for a call of the listener that is still running. */
    Completion await() {
        try {
            var response = ending.get();
            return settled(() -> response.map(this::completed).orElseGet(this::cancelled));
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            return settled(this::cancelled);
        } catch (ExecutionException e) {
            throw settled(() -> failure(e.getCause()));
        }
    }

    private void deliver(Runnable callback) {
        delivering.lock();
        try {
            if (!ending.isDone()) {
                callback.run();
            }
        } catch (RuntimeException | Error thrown) {
            fail(new ListenerFailed(thrown));
        } finally {
            delivering.unlock();
        }
    }

    private void fail(Throwable error) {
        if (ending.completeExceptionally(error)) {
            connection.cancel();
        }
    }

    private <T> T settled(Supplier<T> result) {
        delivering.lock();
        try {
            return result.get();
        } finally {
            delivering.unlock();
        }
    }

    private RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof ListenerFailed failed) {
            if (failed.thrown instanceof RuntimeException thrown) {
                return thrown;
            }
            throw (Error) failed.thrown;
        }
        return EngineErrors.of(cause == null ? new IllegalStateException("no cause") : cause, text.toString());
    }

    private Completion completed(ChatResponse response) {
        var finish = response.metadata().finishReason();
        if (finish == null) {
            throw new EngineException.ServerError(
                    "The engine ended the reply without saying why.", text.toString(), null);
        }
        var metadata = response.metadata();
        var timings = metadata instanceof OpenAiChatResponseMetadata raw
                ? timings(raw.rawServerSentEvents())
                : MissingNode.getInstance();
        var usage = response.metadata().tokenUsage();
        var details = usage instanceof OpenAiTokenUsage openAi ? openAi.inputTokensDetails() : null;
        var cached = details == null ? null : details.cachedTokens();
        return new Completion(
                text.toString(),
                finish == dev.langchain4j.model.output.FinishReason.LENGTH ? FinishReason.LENGTH : FinishReason.STOP,
                usage == null || usage.inputTokenCount() == null ? promptTokens : usage.inputTokenCount(),
                cached == null ? cachedTokens : cached,
                usage == null || usage.outputTokenCount() == null ? pieces : usage.outputTokenCount(),
                ttftMillis(),
                timings.path("prompt_per_second").asDouble(),
                timings.path("predicted_per_second").asDouble());
    }

    private Completion cancelled() {
        double seconds = (lastPieceAt - firstPieceAt) / 1e9;
        return new Completion(
                text.toString(),
                FinishReason.CANCELLED,
                promptTokens,
                cachedTokens,
                pieces,
                ttftMillis(),
                0,
                pieces < 2 || seconds <= 0 ? 0 : (pieces - 1) / seconds);
    }

    private long ttftMillis() {
        return TimeUnit.NANOSECONDS.toMillis((pieces == 0 ? nanoTime.getAsLong() : firstPieceAt) - startedAt);
    }

    /** Searched from the end: they come with the last event that has data, or with the one that ends the reply. */
    private static JsonNode timings(List<ServerSentEvent> events) {
        return events.reversed().stream()
                .filter(event -> event.data().contains("\"timings\""))
                .map(event -> Json.parse(event.data()).path("timings"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** Tells what the listener threw from what LangChain4j throws. */
    private static final class ListenerFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Throwable thrown;

        ListenerFailed(Throwable thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }
}
