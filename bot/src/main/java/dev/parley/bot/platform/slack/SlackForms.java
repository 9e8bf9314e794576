package dev.parley.bot.platform.slack;

import static com.slack.api.model.block.Blocks.input;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;
import static com.slack.api.model.block.element.BlockElements.externalSelect;
import static com.slack.api.model.block.element.BlockElements.plainTextInput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.slack.api.app_backend.interactive_components.payload.GlobalShortcutPayload;
import com.slack.api.app_backend.interactive_components.payload.MessageShortcutPayload;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.methods.Methods;
import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewState;
import com.slack.api.model.view.Views;
import dev.parley.bot.access.Access;
import dev.parley.bot.platform.Calls;
import dev.parley.bot.platform.Replies;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.slack.Callers.Caller;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.Decision;
import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Deliveries;
import dev.parley.persistence.Delivery;
import dev.parley.persistence.Incoming;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shortcuts, each of which opens a form with a question and a persona. Of a message's own menu "Ask Parley" answers
 * that message; "Continue from here" goes on from it: from one of Parley's own the conversation goes on there, from any
 * other one Parley answers it with what was said before it. The one that can be called anywhere answers in direct messages.
 */
final class SlackForms {
    /** What a form is of. */
    static final String FORM = "parley_question";

    static final String PERSONA = "parley:persona";

    private static final Logger log = LoggerFactory.getLogger(SlackForms.class);
    private static final String QUESTION = "parley:question";
    private static final int LONGEST_QUESTION = 3000;

    private final SlackWeb web;
    private final SlackAddressing addressing;
    private final Callers callers;
    private final Access access;
    private final Calls calls;
    private final Responder responder;
    private final ConversationStore conversations;
    private final Deliveries deliveries;
    private final SlackMaterial material;
    private final Replies replies;
    private final SlackOpeners openers;
    private final Said said;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    SlackForms(
            SlackWeb web,
            SlackAddressing addressing,
            Callers callers,
            Access access,
            Calls calls,
            Responder responder,
            Database database,
            SlackMaterial material,
            Replies replies,
            SlackOpeners openers,
            Said said,
            Clock clock) {
        this.web = web;
        this.addressing = addressing;
        this.callers = callers;
        this.access = access;
        this.calls = calls;
        this.responder = responder;
        this.conversations = database.conversations();
        this.deliveries = database.deliveries();
        this.material = material;
        this.replies = replies;
        this.openers = openers;
        this.said = said;
        this.clock = clock;
    }

    /**
     * What a form is about, kept with it at Slack: a message's place, nothing of what it says.
     *
     * @param channel where the message stands; empty for none
     * @param thread its thread; empty for none
     * @param ts which it is; empty for none
     * @param goesOn whether the conversation is to go on from it
     */
    record About(String channel, String thread, String ts, boolean goesOn) {}

    /** A message's shortcut. */
    void ofMessage(MessageShortcutPayload shortcut, boolean goesOn) {
        String thread = Objects.requireNonNullElse(shortcut.getMessage().getThreadTs(), "");
        String team = shortcut.getUser().getTeamId();
        open(
                callers.of(
                        shortcut.getUser().getId(),
                        Objects.requireNonNullElse(team, shortcut.getTeam().getId()),
                        shortcut.getChannel().getId()),
                shortcut.getTriggerId(),
                new About(shortcut.getChannel().getId(), thread, shortcut.getMessageTs(), goesOn),
                said.byHook(shortcut.getResponseUrl(), thread.isEmpty() ? null : thread));
    }

    /** The shortcut that can be called anywhere. */
    void anywhere(GlobalShortcutPayload shortcut) {
        String user = shortcut.getUser().getId();
        open(
                callers.of(user, shortcut.getTeam().getId(), ""),
                shortcut.getTriggerId(),
                new About("", "", "", false),
                said.direct(user));
    }

    private void open(Caller caller, String trigger, About about, Answer answer) {
        String barred = calls.admitted(caller.visitor(), caller.words());
        if (barred != null) {
            replies.run(() -> answer.say(barred));
            return;
        }
        try {
            var _ = web.call(
                    Methods.VIEWS_OPEN,
                    client -> client.viewsOpen(open -> open.triggerId(trigger).view(form(about, caller.words()))));
        } catch (TransportException e) {
            log.warn("a form cannot be opened: {}", e.getMessage());
            replies.run(() -> answer.say(caller.words().say("slack.no-form")));
        }
    }

    private View form(About about, Words words) {
        boolean needsQuestion = about.ts().isEmpty();
        return Views.view(view -> view.type("modal")
                .callbackId(FORM)
                .privateMetadata(write(about))
                .title(Views.viewTitle(title ->
                        title.type("plain_text").text(words.say(about.goesOn() ? "menu.continue" : "menu.ask"))))
                .submit(Views.viewSubmit(submit -> submit.type("plain_text").text(words.say("slack.form.submit"))))
                .close(Views.viewClose(close -> close.type("plain_text").text(words.say("slack.form.close"))))
                .blocks(List.of(
                        input(block -> block.blockId(QUESTION)
                                .optional(!needsQuestion)
                                .label(plainText(words.say("slack.form.question")))
                                .hint(needsQuestion ? null : plainText(words.say("slack.form.question.hint")))
                                .element(plainTextInput(element -> element.actionId(QUESTION)
                                        .multiline(true)
                                        .maxLength(LONGEST_QUESTION)))),
                        input(block -> block.blockId(PERSONA)
                                .optional(true)
                                .label(plainText(words.say("slack.form.persona")))
                                .element(externalSelect(element -> element.actionId(PERSONA)
                                        .minQueryLength(0)
                                        .placeholder(plainText(words.say("slack.form.persona.usual")))))))));
    }

    /**
     * A form was sent.
     *
     * @param accepted run when Slack may be told so
     */
    void sent(ViewSubmissionPayload form, Runnable accepted) {
        About about = read(form.getView().getPrivateMetadata());
        String user = form.getUser().getId();
        Caller caller = callers.of(
                user,
                Objects.requireNonNullElse(
                        form.getUser().getTeamId(), form.getTeam().getId()),
                about.channel());
        Answer answer =
                about.channel().isEmpty() ? said.direct(user) : said.inPlace(about.channel(), about.thread(), user);
        String question = value(form, QUESTION).map(ViewState.Value::getValue).orElse("");
        String persona = value(form, PERSONA)
                .map(ViewState.Value::getSelectedOption)
                .map(ViewState.SelectedOption::getValue)
                .orElse(null);
        Optional<UUID> shown = about.goesOn()
                ? deliveries
                        .find(SlackAddressing.PLATFORM, about.channel(), about.ts())
                        .map(Delivery::turnId)
                : Optional.empty();
        if (shown.isPresent() && question.isBlank()) {
            boolean goesOn = conversations.goOnFrom(shown.get()).isPresent();
            accepted.run();
            answer.say(caller.words().say(goesOn ? "menu.continues-here" : "button.unknown"));
            return;
        }
        String barred = calls.barred(caller.visitor(), caller.words());
        if (barred != null) {
            accepted.run();
            answer.say(barred);
            return;
        }
        try {
            ask(
                    about,
                    caller,
                    question,
                    persona,
                    shown.orElse(null),
                    "form:" + form.getView().getId(),
                    accepted);
        } catch (TransportException e) {
            log.warn("a form's question cannot be answered: {}", e.getMessage());
            accepted.run();
            said.direct(user).say(Said.unshown(e, caller.words()));
        }
    }

    private void ask(
            About about,
            Caller caller,
            String question,
            @Nullable String persona,
            @Nullable UUID from,
            String id,
            Runnable accepted)
            throws TransportException {
        ConversationKey key = key(about, caller, from);
        Material given = Material.NONE;
        if (!about.ts().isEmpty() && from == null) {
            given = about.goesOn()
                    ? material.upTo(about.channel(), about.thread(), about.ts())
                    : material.only(about.channel(), about.thread(), about.ts());
        }
        String externalId = question.isBlank()
                ? id
                : SlackMessage.externalId(
                        key.channel(),
                        said.question(
                                key.channel(), key.thread(), caller.author().name(), question));
        addressing.takesPart(key);
        Incoming message = new Incoming(key, caller.author(), externalId, question, clock.instant())
                .under(from)
                .to(persona);
        access.charge(
                caller.author().person(),
                responder.onMessage(
                        new Arrival(message, new Decision.Respond(), false, given),
                        accepted,
                        openers.in(key, SlackMessage.ts(externalId), caller.author(), persona)));
    }

    /** Where it is answered: in the conversation that goes on, in the message's thread, or in direct messages. */
    private ConversationKey key(About about, Caller caller, @Nullable UUID from) throws TransportException {
        if (about.ts().isEmpty()) {
            return callers.place(said.direct(List.of(caller.id())));
        }
        ConversationKey place = callers.place(about.channel());
        String thread = about.thread().isEmpty() && !callers.isOwn(place) ? about.ts() : about.thread();
        return Optional.ofNullable(from)
                .flatMap(conversations::turn)
                .flatMap(turn -> conversations.find(turn.conversationId()))
                .map(Conversation::key)
                .orElse(callers.place(about.channel(), thread));
    }

    private static Optional<ViewState.Value> value(ViewSubmissionPayload form, String name) {
        return Optional.ofNullable(form.getView().getState().getValues())
                .map(blocks -> blocks.get(name))
                .map((Map<String, ViewState.Value> actions) -> actions.get(name));
    }

    private String write(About about) {
        try {
            return json.writeValueAsString(about);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is JSON", e);
        }
    }

    private About read(String metadata) {
        try {
            return json.readValue(metadata, About.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a form of another version of Parley", e);
        }
    }
}
