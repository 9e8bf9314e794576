package dev.parley.bot.platform.slack;

import static com.slack.api.model.block.Blocks.actions;
import static com.slack.api.model.block.Blocks.divider;
import static com.slack.api.model.block.Blocks.header;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.confirmationDialog;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;
import static com.slack.api.model.block.composition.BlockCompositions.plainText;
import static com.slack.api.model.block.element.BlockElements.button;
import static com.slack.api.model.block.element.BlockElements.externalSelect;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.methods.Methods;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.view.View;
import com.slack.api.model.view.Views;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.command.Scope;
import dev.parley.bot.platform.Calls;
import dev.parley.bot.platform.TransportException;
import dev.parley.bot.platform.slack.Callers.Caller;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.Generation;
import dev.parley.persistence.PersonalData;
import dev.parley.persistence.Role;
import dev.parley.persistence.StoredAboutPerson;
import dev.parley.persistence.Turn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Home tab: who answers me, my conversations, what I used, and what is stored about me, to be taken away or forgotten;
 * for admins also the engine and the line.
 */
final class SlackHome {
    /** What all actions of the tab begin with. */
    static final String ACTION = "parley:home:";

    static final String PERSONA = ACTION + "persona";

    private static final Logger log = LoggerFactory.getLogger(SlackHome.class);
    private static final String USUAL = ACTION + "usual";
    private static final String EXPORT = ACTION + "export";
    private static final String FORGET_HOUR = ACTION + "forget-hour";
    private static final String FORGET_ALL = ACTION + "forget-all";
    private static final Duration DAY = Duration.ofDays(1);
    private static final int CONVERSATIONS = 8;
    private static final int LONGEST_TITLE = 80;
    private static final int LONGEST_TEXT = 2900;

    private final SlackWeb web;
    private final SlackSelf self;
    private final Callers callers;
    private final Calls calls;
    private final CommandService commands;
    private final Predicate<String> admins;
    private final PersonalData personalData;
    private final Said said;
    private final Clock clock;

    /**
     * Wires it.
     *
     * @param admins whether the user of an id administers Parley
     */
    SlackHome(
            SlackWeb web,
            SlackSelf self,
            Callers callers,
            Calls calls,
            CommandService commands,
            Predicate<String> admins,
            PersonalData personalData,
            Said said,
            Clock clock) {
        this.web = web;
        this.self = self;
        this.callers = callers;
        this.calls = calls;
        this.commands = commands;
        this.admins = admins;
        this.personalData = personalData;
        this.said = said;
        this.clock = clock;
    }

    /** Shows somebody their tab as it is now. */
    void show(String user) {
        Caller caller = callers.of(user, "", "");
        publish(user, blocks(caller));
    }

    private void publish(String user, List<LayoutBlock> blocks) {
        View view = Views.view(home -> home.type("home").blocks(blocks));
        try {
            var _ = web.call(
                    Methods.VIEWS_PUBLISH,
                    client -> client.viewsPublish(ask -> ask.userId(user).view(view)));
        } catch (TransportException e) {
            log.warn("a Home tab cannot be shown: {}", e.getMessage());
        }
    }

    /** Does what was chosen there, and shows the tab as it is then. */
    void act(BlockActionPayload press) {
        Caller caller = callers.of(
                press.getUser().getId(),
                Objects.requireNonNullElse(press.getUser().getTeamId(), ""),
                "");
        BlockActionPayload.Action action = press.getActions().getFirst();
        switch (action.getActionId()) {
            case PERSONA ->
                run(new Command.SetPersona(action.getSelectedOption().getValue(), Scope.ME), caller);
            case USUAL -> run(new Command.ResetPersona(Scope.ME), caller);
            case EXPORT -> run(new Command.Export(), caller);
            case FORGET_HOUR -> run(new Command.Forget(Command.Extent.HOUR), caller);
            case FORGET_ALL -> run(new Command.Forget(Command.Extent.ALL), caller);
            default -> {}
        }
        show(caller.id());
    }

    private void run(Command command, Caller caller) {
        switch (result(command, caller)) {
            case CommandResult.Document(String name, byte[] content) -> {
                if (!said.export(caller.id(), caller.words(), name, content)) {
                    said.direct(caller.id()).say(caller.words().say("slack.export-failed"));
                }
            }
            case CommandResult.Refused(String why) -> said.direct(caller.id()).say(why);
            case CommandResult.Said _, CommandResult.Generating _, CommandResult.Leave _ -> {}
        }
    }

    private CommandResult result(Command command, Caller caller) {
        var place = callers.place("");
        return calls.run(new Calls.Call(
                command,
                caller.visitor(),
                caller.author(),
                place,
                true,
                place,
                "home",
                clock.instant(),
                null,
                false,
                false,
                caller.words()));
    }

    private List<LayoutBlock> blocks(Caller caller) {
        Words words = caller.words();
        StoredAboutPerson stored = personalData.stored(caller.author().person());
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(header(block -> block.text(plainText(words.say("slack.home.persona")))));
        String who = result(new Command.ShowPersona(), caller) instanceof CommandResult.Said(String markdown)
                ? markdown
                : "";
        blocks.add(section(block -> block.text(markdownText(shown(who)))
                .accessory(externalSelect(select -> select.actionId(PERSONA)
                        .minQueryLength(0)
                        .placeholder(plainText(words.say("slack.form.persona")))))));
        if (!stored.bindings().isEmpty()) {
            blocks.add(actions(block -> block.elements(List.of(button(each -> each.actionId(USUAL)
                    .text(plainText(words.say("slack.home.usual")))
                    .value(USUAL))))));
        }
        blocks.add(header(block -> block.text(plainText(words.say("slack.home.conversations")))));
        blocks.add(text(conversations(stored, words)));
        blocks.add(header(block -> block.text(plainText(words.say("slack.home.usage")))));
        blocks.add(text(usage(stored, words)));
        blocks.add(header(block -> block.text(plainText(words.say("slack.home.stored")))));
        blocks.add(text(words.say(
                "slack.home.stored.what",
                count(stored, Role.USER),
                count(stored, Role.ASSISTANT),
                stored.quotations().size(),
                stored.feedback().size())));
        blocks.add(actions(block -> block.elements(List.of(
                button(each -> each.actionId(EXPORT)
                        .text(plainText(words.say("slack.home.export")))
                        .value(EXPORT)),
                button(each -> each.actionId(FORGET_HOUR)
                        .text(plainText(words.say("slack.home.forget-hour")))
                        .value(FORGET_HOUR)),
                button(each -> each.actionId(FORGET_ALL)
                        .text(plainText(words.say("slack.home.forget-all")))
                        .style("danger")
                        .value(FORGET_ALL)
                        .confirm(confirmationDialog(dialog -> dialog.title(plainText(words.say("slack.home.sure")))
                                .text(plainText(words.say("slack.home.sure.text")))
                                .confirm(plainText(words.say("slack.home.forget-all")))
                                .deny(plainText(words.say("slack.form.close"))))))))));
        if (admins.test(caller.id())) {
            blocks.add(divider());
            blocks.add(header(block -> block.text(plainText(words.say("slack.home.admin")))));
            blocks.add(text(shown(commands.overview(words))));
        }
        return blocks;
    }

    private static LayoutBlock text(String mrkdwn) {
        String cut = mrkdwn.length() <= LONGEST_TEXT ? mrkdwn : mrkdwn.substring(0, LONGEST_TEXT) + "…";
        return section(block -> block.text(markdownText(cut)));
    }

    private static String shown(String markdown) {
        return Mrkdwn.of(markdown);
    }

    private static long count(StoredAboutPerson stored, Role role) {
        return stored.turns().stream().filter(each -> each.role() == role).count();
    }

    /** A conversation with what is stored of it about somebody. */
    private record Talk(Conversation conversation, List<Turn> turns) {
        Instant newest() {
            return turns.getLast().createdAt();
        }
    }

    private String conversations(StoredAboutPerson stored, Words words) {
        Map<UUID, List<Turn>> turns = stored.turns().stream().collect(Collectors.groupingBy(Turn::conversationId));
        String lines = stored.conversations().stream()
                .map(each -> new Talk(each, turns.getOrDefault(each.id(), List.of())))
                .filter(each -> !each.turns.isEmpty())
                .sorted(Comparator.comparing(Talk::newest).reversed())
                .limit(CONVERSATIONS)
                .map(each -> conversation(each.conversation, each.turns, words))
                .collect(Collectors.joining("\n"));
        return lines.isEmpty() ? words.say("slack.home.no-conversations") : lines;
    }

    /** The person's own words, with the way there. */
    private String conversation(Conversation conversation, List<Turn> turns, Words words) {
        String first = turns.stream()
                .filter(each -> each.role() == Role.USER)
                .map(each -> each.text().replaceAll("\\s+", " ").strip())
                .findFirst()
                .orElse("");
        String title = first.codePointCount(0, first.length()) <= LONGEST_TITLE
                ? first
                : first.substring(0, first.offsetByCodePoints(0, LONGEST_TITLE)) + "…";
        String line = "• " + Harmless.mrkdwn(title) + " " + words.say("slack.home.conversation", turns.size());
        return self.url().isEmpty()
                        || !SlackAddressing.PLATFORM.equals(conversation.key().platform())
                ? line
                : line + " <" + link(conversation) + "|" + words.say("slack.home.open") + ">";
    }

    private String link(Conversation conversation) {
        String base = self.url() + (self.url().endsWith("/") ? "" : "/") + "archives/"
                + conversation.key().channel();
        String thread = conversation.key().thread();
        return thread.isEmpty() ? base : base + "/p" + thread.replace(".", "");
    }

    private String usage(StoredAboutPerson stored, Words words) {
        Instant since = clock.instant().minus(DAY);
        List<Generation> made = stored.turns().stream()
                .filter(each -> each.generation() != null && each.createdAt().isAfter(since))
                .map(each -> Objects.requireNonNull(each.generation()))
                .toList();
        long read = made.stream().mapToLong(Generation::readTokens).sum();
        long written = made.stream().mapToLong(Generation::completionTokens).sum();
        return words.say("slack.home.usage.day", made.size(), read, written);
    }
}
