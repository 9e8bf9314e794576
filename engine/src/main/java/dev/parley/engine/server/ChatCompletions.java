package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.Engine;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.Prompt;
import dev.parley.engine.core.Scheduler;
import dev.parley.engine.core.ScoredToken;
import dev.parley.engine.server.ReplyEvents.Event;
import dev.parley.engine.server.ReplyEvents.Whole;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * {@code POST /v1/chat/completions}. A client that goes away is noticed at the next write, so something is written at
 * least every quarter of a second, also while the request waits or its prompt is read.
 */
final class ChatCompletions {
    private final Engine engine;
    private final String model;
    private final Clock clock;

    ChatCompletions(Engine engine, String model, Clock clock) {
        this.engine = engine;
        this.model = model;
        this.clock = clock;
    }

    void handle(HttpExchange exchange, JsonNode body) throws IOException {
        ChatRequest request = ChatRequest.parse(body);
        Prompt prompt = engine.prompts().encode(request.messages(), request.cachePrompt() ? request.cacheKey() : null);
        ReplyEvents events = new ReplyEvents();
        AdapterSet adapters = engine.adapters().find(request.lora());
        Scheduler.Handle handle = engine.scheduler().submit(request.generation(prompt, adapters), events);
        ChatReply reply = new ChatReply(
                "chatcmpl-" + UUID.randomUUID(),
                clock.instant().getEpochSecond(),
                model,
                request.scoring().reply() ? new Logprobs(engine.tokenizer()) : null);
        try {
            if (request.stream()) {
                stream(exchange, request, reply, events);
            } else {
                Whole whole = events.whole();
                EngineServer.answer(exchange, 200, reply.whole(whole.text(), whole.scores(), whole.result()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            // Harmless after the end; otherwise the client is gone.
            handle.cancel();
        }
    }

    private static void stream(HttpExchange exchange, ChatRequest request, ChatReply reply, ReplyEvents events)
            throws IOException, InterruptedException {
        try (Sse out = new Sse(exchange)) {
            boolean started = false;
            boolean over = false;
            while (!over) {
                switch (events.next()) {
                    case null -> out.comment(started ? "reading" : "waiting");
                    case Event.Reading(int processed, int cached, int total, long millis) -> {
                        if (!started) {
                            out.data(reply.chunk("assistant", "", null));
                            started = true;
                        }
                        if (request.returnProgress()) {
                            out.data(reply.progress(processed, cached, total, millis));
                        } else {
                            // Chunks may come faster than the heartbeat: without a word nobody would see the client go.
                            out.comment("reading");
                        }
                    }
                    case Event.Text(String text, List<ScoredToken> scores) -> {
                        out.data(reply.text(text, scores));
                        events.gather();
                    }
                    case Event.Finished(GenerationResult result) -> {
                        out.data(reply.chunk(null, null, ChatReply.finishReason(result)));
                        out.data(reply.closing(result, request.includeUsage()));
                        out.done();
                        over = true;
                    }
                    case Event.Failed(RuntimeException cause) -> {
                        out.data(ApiException.of(cause).toJson());
                        over = true;
                    }
                }
            }
        }
    }
}
