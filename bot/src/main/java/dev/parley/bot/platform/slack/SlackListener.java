package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bot.access.Access;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.Decision;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.Responder;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.SeenEvents;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What happens in the workspace. Events come on many threads at once, in any order, and several times; each call returns
 * when the event is safe in the store, and throws where it is not: then Slack brings it again.
 */
final class SlackListener implements Consumer<SlackEvent> {
    /** A mention comes twice within moments. */
    private static final int LATEST = 1000;

    private final Access access;
    private final Responder responder;
    private final SeenEvents seen;
    private final SlackAddressing addressing;
    private final SlackVisitors visitors;
    private final Callers callers;
    private final SlackMaterial material;
    private final SlackCommands commands;
    private final SlackHome home;
    private final AgentView agent;
    private final Replies replies;
    private final SlackOpeners openers;

    /** A message counts once, however often it comes. */
    private final Map<String, Decision> decisions = new Latest<>(LATEST);

    SlackListener(
            Access access,
            Responder responder,
            SeenEvents seen,
            SlackAddressing addressing,
            SlackVisitors visitors,
            Callers callers,
            SlackMaterial material,
            SlackCommands commands,
            SlackHome home,
            AgentView agent,
            Replies replies,
            SlackOpeners openers) {
        this.access = access;
        this.responder = responder;
        this.seen = seen;
        this.addressing = addressing;
        this.visitors = visitors;
        this.callers = callers;
        this.material = material;
        this.commands = commands;
        this.home = home;
        this.agent = agent;
        this.replies = replies;
        this.openers = openers;
    }

    @Override
    public void accept(SlackEvent event) {
        switch (event) {
            case SlackEvent.Written written -> written(written);
            case SlackEvent.Edited(String id, SlackMessage message) -> {
                String text = addressing.text(message);
                if (addressing.isFromOthers(message) && !text.isEmpty() && isFirst(id)) {
                    responder.edited(SlackAddressing.PLATFORM, message.externalId(), text);
                }
            }
            case SlackEvent.Deleted(String _, String channel, String ts) ->
                responder.deleted(SlackAddressing.PLATFORM, SlackMessage.externalId(channel, ts));
            case SlackEvent.Other(String id, String type, JsonNode other) -> other(id, type, other);
        }
    }

    private void written(SlackEvent.Written heard) {
        SlackEvent.Written event = addressing.placed(heard);
        SlackMessage message = event.message();
        switch (addressing.heard(event)) {
            case SlackAddressing.Heard.Nothing() -> {
                if (addressing.isFromOthers(message)) {
                    access.heard(visitors.of(message));
                }
            }
            case SlackAddressing.Heard.Order order -> {
                if (isFirst(order.externalId())) {
                    safely(accepted -> commands.typed(order, message, accepted));
                }
            }
            case SlackAddressing.Heard.Question(Incoming incoming) -> question(message, incoming);
        }
    }

    private void question(SlackMessage message, Incoming incoming) {
        Visitor visitor = visitors.of(message);
        Arrival arrival = new Arrival(incoming, decide(message, visitor), true, material.of(message));
        ReplyOpener reply = openers.in(incoming.key(), message.ts(), incoming.author(), null);
        AgentView.Work work = agent.work(message, incoming);
        ReplyOpener opener = turn -> {
            if (arrival.decision() instanceof Decision.Respond) {
                work.begins();
            }
            return reply.open(turn);
        };
        safely(accepted -> {
            try {
                access.charge(visitor.person(), responder.onMessage(arrival, accepted, opener));
            } finally {
                work.ends();
            }
        });
    }

    private Decision decide(SlackMessage message, Visitor visitor) {
        synchronized (decisions) {
            return decisions.computeIfAbsent(message.externalId(), _ -> access.decide(visitor));
        }
    }

    private void other(String id, String type, JsonNode event) {
        switch (type) {
            case "app_home_opened" -> {
                if (event.path("tab").asText("home").equals("home")) {
                    String user = event.path("user").asText();
                    replies.run(() -> home.show(user));
                }
            }
            case "assistant_thread_started", "assistant_thread_context_changed" ->
                replies.run(() -> agent.opened(event.path("assistant_thread")));
            case "agent_session_stopped" -> {
                if (isFirst(id)) {
                    stopped(event);
                }
            }
            default -> {}
        }
    }

    /** Somebody pressed the button that Slack itself shows while Parley writes. */
    private void stopped(JsonNode event) {
        String channel = event.path("channel").asText(event.path("channel_id").asText());
        String thread = event.path("thread_ts").asText();
        int _ = responder.stop(callers.place(channel, thread));
    }

    private void safely(Consumer<Runnable> work) {
        if (!replies.inOrder(work)) {
            throw new IllegalStateException("it could not be kept; Slack will bring it again");
        }
    }

    private boolean isFirst(String id) {
        return id.isEmpty() || seen.first(SlackAddressing.PLATFORM, id);
    }
}
