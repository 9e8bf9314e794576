package dev.parley.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.engine.core.Engine;
import dev.parley.engine.core.GenerationResult;
import dev.parley.engine.core.Prompt;
import dev.parley.engine.core.Scheduler;
import dev.parley.engine.server.ReplyEvents.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/**
 * {@code POST /v1/chat/completions}. A client that goes away is noticed at the next write, so something is written at
 * least every quarter of a second, also while the request waits or its prompt is read.
 */
final class ChatCompletions {
    private static final long HEARTBEAT_MILLIS = 250;

    /**
     * Tokens that come faster than this share a chunk. A chunk wakes half a dozen threads of both processes, each on a core
     * that decodes: one for each token made decoding 14 % slower on two cores. The eye sees no more than 20 changes a
     * second, and a model that takes longer for a token loses nothing.
     */
    private static final long GATHER_MILLIS = 50;

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
        Scheduler.Handle handle = engine.scheduler().submit(request.generation(prompt), events);
        ChatReply reply =
                new ChatReply("chatcmpl-" + UUID.randomUUID(), clock.instant().getEpochSecond(), model);
        try {
            if (request.stream()) {
                stream(exchange, request, reply, events);
            } else {
                whole(exchange, reply, events);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            // Harmless after the end; otherwise the client is gone.
            handle.cancel();
        }
    }

    private static void whole(HttpExchange exchange, ChatReply reply, ReplyEvents events)
            throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (events.next(HEARTBEAT_MILLIS)) {
                case null -> {}
                case Event.Reading _ -> {}
                case Event.Text(String more) -> text.append(more);
                case Event.Failed(RuntimeException cause) -> throw ApiException.of(cause);
                case Event.Finished(GenerationResult result) -> {
                    EngineServer.answer(exchange, 200, reply.whole(text.toString(), result));
                    return;
                }
            }
        }
    }

    private static void stream(HttpExchange exchange, ChatRequest request, ChatReply reply, ReplyEvents events)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            boolean started = false;
            boolean over = false;
            while (!over) {
                switch (events.next(HEARTBEAT_MILLIS)) {
                    case null -> write(out, started ? ": reading" : ": waiting");
                    case Event.Reading(int processed, int cached, int total, long millis) -> {
                        if (!started) {
                            data(out, reply.chunk("assistant", "", null));
                            started = true;
                        }
                        if (request.returnProgress()) {
                            data(out, reply.progress(processed, cached, total, millis));
                        } else {
                            // Chunks may come faster than the heartbeat: without a word nobody would see the client go.
                            write(out, ": reading");
                        }
                    }
                    case Event.Text(String text) -> {
                        data(out, reply.chunk(null, text, null));
                        events.gather(GATHER_MILLIS);
                    }
                    case Event.Finished(GenerationResult result) -> {
                        data(out, reply.chunk(null, null, ChatReply.finishReason(result)));
                        data(out, reply.closing(result, request.includeUsage()));
                        write(out, "data: [DONE]");
                        over = true;
                    }
                    case Event.Failed(RuntimeException cause) -> {
                        data(out, ApiException.of(cause).toJson());
                        over = true;
                    }
                }
            }
        }
    }

    private static void data(OutputStream out, JsonNode node) throws IOException {
        write(out, "data: " + node);
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
