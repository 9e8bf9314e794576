package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.bolt.response.Response;
import com.slack.api.methods.Methods;
import dev.parley.bot.platform.Presence;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Socket Mode: keeps a socket to Slack open, whatever happens to it, and acknowledges each envelope when what it brought
 * is safe. When Slack wants a socket to go, the next one is there before. One thread looks after that; each envelope has
 * its own.
 */
final class SlackSocket implements SlackConnection.Way, SocketLine.Listener {
    private static final Logger log = LoggerFactory.getLogger(SlackSocket.class);
    private static final Duration LEAVING = Duration.ofSeconds(3);

    private final SlackWeb web;
    private final String token;
    private final Intake intake;
    private final Words words;
    private final Rhythm rhythm;
    private final ObjectMapper json = new ObjectMapper();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    private final Thread keeper;
    private final long made = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as is the next field. */
    private @Nullable SocketLine current;

    private boolean wantsNew = true;
    private volatile boolean closing;

    /**
     * Connects to nothing yet.
     *
     * @param token the app-level token
     */
    SlackSocket(SlackWeb web, String token, Intake intake, Words words, Rhythm rhythm) {
        this.web = web;
        this.token = token;
        this.intake = intake;
        this.words = words;
        this.rhythm = rhythm;
        this.keeper = Thread.ofVirtual().name("slack-socket").unstarted(this::keep);
    }

    /** Returns when the first socket is open, which may take as long as Slack is away. */
    @Override
    public void open() throws InterruptedException {
        keeper.start();
        try {
            connected.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new SlackException(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()), e);
        }
    }

    @Override
    public CompletableFuture<String> lost() {
        return lost.copy();
    }

    @Override
    public Optional<Presence> presence() {
        SocketLine line;
        lock.lock();
        try {
            line = current;
        } finally {
            lock.unlock();
        }
        return Optional.of(
                line == null
                        ? new Presence(false, Duration.ofNanos(System.nanoTime() - made))
                        : new Presence(line.isOpen() && !lost.isDone(), line.silence()));
    }

    private void keep() {
        int failures = 0;
        while (!closing && !lost.isDone()) {
            try {
                if (await()) {
                    connect();
                    failures = 0;
                }
            } catch (InterruptedException e) {
                return;
            } catch (SlackCallException | IOException e) {
                failures++;
                failed(e, failures);
            } catch (RuntimeException e) {
                log.error("the socket to Slack was not looked after", e);
                failures++;
                pause(rhythm.backoff().longest());
            }
        }
    }

    /** Waits until another socket is wanted, or it is time to look; true for the first. */
    private boolean await() throws InterruptedException {
        SocketLine line;
        lock.lock();
        try {
            long left = rhythm.ping().toNanos() / 2 + 1;
            while (!wantsNew && !closing && !lost.isDone() && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (closing || lost.isDone()) {
                return false;
            }
            line = current;
            if (wantsNew || line == null || !line.isOpen()) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        if (line.silence().compareTo(rhythm.dead()) > 0) {
            log.warn("the socket to Slack has been silent for {}", line.silence());
            return true;
        }
        if (line.silence().compareTo(rhythm.ping()) > 0) {
            line.ping();
        }
        return false;
    }

    private void connect() throws SlackCallException, IOException, InterruptedException {
        // Not in turn with the other calls: Slack's list allows one a minute, and Slack itself more.
        String address = web.callNow(
                        Methods.APPS_CONNECTIONS_OPEN, client -> client.appsConnectionsOpen(ask -> ask.token(token)))
                .getUrl();
        SocketLine next = new SocketLine(this);
        next.open(URI.create(address), web.slack().getConfig().getProxyUrl(), rhythm.hello());
        if (!next.awaitGreeting(rhythm.hello())) {
            next.close();
            throw new IOException("Slack closed the socket, or did not say that it is there");
        }
        SocketLine old;
        lock.lock();
        try {
            old = current;
            current = next;
            wantsNew = false;
        } finally {
            lock.unlock();
        }
        log.info("connected to Slack by a socket");
        connected.complete(true);
        if (old != null) {
            Thread.ofVirtual().name("slack-socket-old").start(() -> closeOld(old));
        }
        if (closing) {
            next.close();
        }
    }

    private static void closeOld(SocketLine old) {
        try {
            old.closeWhenSettled();
        } catch (InterruptedException e) {
            old.close();
        }
    }

    private void failed(Exception cause, int failures) {
        String code = cause instanceof SlackCallException call ? call.code() : "";
        String mend = Unwelcome.appToken(code, words).orElse(null);
        if (mend != null) {
            end(mend);
            return;
        }
        Duration pause = rhythm.backoff().pause(failures, ThreadLocalRandom.current());
        if (code.equals("ratelimited") && pause.compareTo(rhythm.limited()) < 0) {
            pause = rhythm.limited();
        }
        log.warn("no socket to Slack (attempt {}), again in {}: {}", failures, pause, cause.getMessage());
        pause(pause);
    }

    private void pause(Duration length) {
        lock.lock();
        try {
            long left = length.toNanos();
            while (left > 0 && !closing && !lost.isDone()) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void end(String reason) {
        connected.completeExceptionally(new SlackException(reason, null));
        lost.complete(reason);
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void closed(SocketLine line) {
        lock.lock();
        try {
            if (current == line) {
                wantsNew = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void message(SocketLine line, String text) {
        JsonNode envelope;
        try {
            envelope = json.readTree(text);
        } catch (JsonProcessingException e) {
            log.warn("Slack sent something by a socket that is no JSON");
            return;
        }
        String type = envelope.path("type").asText();
        switch (type) {
            case "hello" -> line.greeted();
            case "disconnect" -> disconnect(line, envelope.path("reason").asText());
            default -> {
                if (envelope.has("envelope_id")) {
                    line.owes();
                    Thread.ofVirtual().name("slack-envelope").start(() -> deal(line, type, envelope));
                }
            }
        }
    }

    private void disconnect(SocketLine line, String reason) {
        log.info("Slack wants the socket to go: {}", reason);
        if (reason.equals("link_disabled")) {
            end(words.say("slack.socket-off"));
            return;
        }
        closed(line);
    }

    private void deal(SocketLine line, String type, JsonNode envelope) {
        try {
            if (closing) {
                return;
            }
            JsonNode payload = envelope.path("payload");
            ObjectNode ack = json.createObjectNode()
                    .put("envelope_id", envelope.path("envelope_id").asText());
            switch (type) {
                case "events_api" -> intake.event(payload);
                case "slash_commands", "interactive" -> {
                    Response response = intake.interaction(payload);
                    if (response.getStatusCode() != 200) {
                        log.warn("{} was not taken: status {}", type, response.getStatusCode());
                        return;
                    }
                    if (envelope.path("accepts_response_payload").asBoolean()) {
                        answer(response, ack);
                    }
                }
                default -> log.warn("Slack sent an envelope of an unknown kind");
            }
            acknowledge(line, ack.toString());
        } catch (Exception e) {
            // Not acknowledged, so that it comes again.
            log.error("something from Slack was not dealt with", e);
        } finally {
            line.settled();
        }
    }

    private void answer(Response response, ObjectNode ack) throws JsonProcessingException {
        String body = response.getBody();
        if (body == null || body.isEmpty()) {
            return;
        }
        if (response.getContentType() != null && response.getContentType().startsWith("application/json")) {
            ack.set("payload", json.readTree(body));
        } else {
            ack.putObject("payload").put("text", body);
        }
    }

    /** By the socket that brought it; where that is gone, by the one that is there. */
    private void acknowledge(SocketLine line, String ack) {
        if (line.send(ack)) {
            return;
        }
        SocketLine other;
        lock.lock();
        try {
            other = current;
        } finally {
            lock.unlock();
        }
        if (other == null || other == line || !other.send(ack)) {
            log.info("an acknowledgement could not be sent; Slack will send that once more");
        }
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            if (keeper.getState() != Thread.State.NEW) {
                boolean _ = keeper.join(LEAVING);
            }
            SocketLine line;
            lock.lock();
            try {
                line = current;
                current = null;
            } finally {
                lock.unlock();
            }
            if (line != null) {
                line.closeWhenSettled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connected.complete(false);
    }
}
