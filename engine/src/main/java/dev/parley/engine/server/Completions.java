package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.engine.core.AdapterSet;
import dev.parley.engine.core.Engine;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.Scheduler;
import dev.parley.engine.core.ScoredToken;
import dev.parley.engine.server.ReplyEvents.Event;
import dev.parley.engine.server.ReplyEvents.Whole;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * {@code POST /v1/completions}: raw text or token ids are continued, or, with {@code echo}, {@code logprobs} and
 * {@code max_tokens} 0, only read, which tells how likely the model finds each token. As in chats, a client that goes away
 * is noticed only where it asked for a stream.
 */
final class Completions {
    private final Engine engine;
    private final String model;
    private final Clock clock;

    Completions(Engine engine, String model, Clock clock) {
        this.engine = engine;
        this.model = model;
        this.clock = clock;
    }

    void handle(HttpExchange exchange, JsonNode body) throws IOException {
        CompletionRequest request = CompletionRequest.parse(body, engine);
        AdapterSet adapters = engine.adapters().find(request.lora());
        ReplyEvents events = new ReplyEvents();
        Scheduler.Handle handle = engine.scheduler().submit(request.generation(adapters), events);
        CompletionReply reply = new CompletionReply(
                "cmpl-" + UUID.randomUUID(), clock.instant().getEpochSecond(), model, request, engine.tokenizer());
        try {
            if (request.stream()) {
                stream(exchange, reply, events);
            } else {
                Whole whole = events.whole();
                EngineServer.answer(exchange, 200, reply.part(whole.text(), whole.scores(), whole.result()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            // Harmless after the end; otherwise the client is gone.
            handle.cancel();
        }
    }

    private static void stream(HttpExchange exchange, CompletionReply reply, ReplyEvents events)
            throws IOException, InterruptedException {
        try (Sse out = new Sse(exchange)) {
            while (true) {
                switch (events.next()) {
                    case null -> out.comment("waiting");
                    case Event.Reading _ -> out.comment("reading");
                    case Event.Text(String text, List<ScoredToken> scores) -> {
                        out.data(reply.part(text, scores, null));
                        events.gather();
                    }
                    case Event.Finished(GenerationResult result) -> {
                        out.data(reply.part("", List.of(), result));
                        out.done();
                        return;
                    }
                    case Event.Failed(RuntimeException cause) -> {
                        out.data(ApiException.of(cause).toJson());
                        return;
                    }
                }
            }
        }
    }
}
