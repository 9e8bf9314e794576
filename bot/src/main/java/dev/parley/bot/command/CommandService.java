package dev.parley.bot.command;

import dev.parley.bot.access.RecentRefusals;
import dev.parley.bot.adapter.Adapters;
import dev.parley.bot.responder.Admission;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.Personas;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.Rereader;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineException;
import dev.parley.persistence.BindingScope;
import dev.parley.persistence.BindingSubject;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Database;
import dev.parley.persistence.Finish;
import dev.parley.persistence.Forgotten;
import dev.parley.persistence.Person;
import dev.parley.persistence.PersonaBindings;
import dev.parley.persistence.PersonalData;
import dev.parley.persistence.StoreException;
import dev.parley.persistence.Turn;
import dev.parley.prompts.Persona;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Does what a command asks for, the same on every platform. */
public final class CommandService {
    private static final int SHOWN_TURNS = 40;
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ConversationStore conversations;
    private final PersonalData personalData;
    private final PersonaBindings bindings;
    private final Personas personas;
    private final Responder responder;
    private final Admission admission;
    private final Adapters adapters;
    private final Why why;
    private final Function<Words, String> engineSummary;
    private final Function<Words, List<String>> engineNotes;
    private final RecentRefusals refusals;
    private final Clock clock;

    /**
     * Wires the commands.
     *
     * @param database where everything is kept
     * @param personas who answers where
     * @param responder generates
     * @param admission the line, for {@code status}
     * @param adapters what personas speak with
     * @param rereader has replies read again
     * @param engineSummary what the engine runs, or what it is doing instead, in one line
     * @param engineNotes what people should know of the engine: that it is elsewhere, and what it cannot do
     * @param refusals who was not answered lately, for admins
     * @param clock for "the last hour"
     */
    public CommandService(
            Database database,
            Personas personas,
            Responder responder,
            Admission admission,
            Adapters adapters,
            Rereader rereader,
            Function<Words, String> engineSummary,
            Function<Words, List<String>> engineNotes,
            RecentRefusals refusals,
            Clock clock) {
        this.conversations = database.conversations();
        this.personalData = database.personalData();
        this.bindings = database.bindings();
        this.personas = personas;
        this.responder = responder;
        this.admission = admission;
        this.adapters = adapters;
        this.why = new Why(conversations, rereader);
        this.engineSummary = engineSummary;
        this.engineNotes = engineNotes;
        this.refusals = refusals;
        this.clock = clock;
    }

    /**
     * Runs a command.
     *
     * @param command what was understood
     * @param caller who gives it, and where
     * @param question makes the message that {@code ask} stands for, with an id of the platform's
     * @return what to show
     */
    public CommandResult run(Command command, Caller caller, Function<String, Arrival> question) {
        try {
            return obey(command, caller, question);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_WRITABLE) {
                throw e;
            }
            return new CommandResult.Refused(caller.words().say("store.command"));
        }
    }

    private CommandResult obey(Command command, Caller caller, Function<String, Arrival> question) {
        return switch (command) {
            case Command.SetPersona(String id, Scope scope) -> setPersona(id, scope, caller);
            case Command.ResetPersona(Scope scope) -> resetPersona(scope, caller);
            case Command.ShowPersona() -> new CommandResult.Said(whoAnswers(caller) + " " + adapter(caller));
            case Command.ListPersonas() -> new CommandResult.Said(listPersonas(caller));
            case Command.Ask(String text) ->
                new CommandResult.Generating(
                        (accepted, opener) -> responder.onMessage(question.apply(text), accepted, opener));
            case Command.Regenerate() -> again(opener -> responder.regenerate(caller.key(), caller.person(), opener));
            case Command.Continue() -> again(opener -> responder.goOn(caller.key(), caller.person(), opener));
            case Command.New() -> {
                conversations.startNew(caller.key());
                yield new CommandResult.Said(caller.words().say("new.done"));
            }
            case Command.Stop() ->
                new CommandResult.Said(caller.words().say("stop.done", responder.stop(caller.key())));
            case Command.History() -> new CommandResult.Said(history(caller));
            case Command.Why() -> new CommandResult.Said(why.ofLast(caller.key(), caller.words()));
            case Command.Forget(Command.Extent extent) -> new CommandResult.Said(forget(extent, caller));
            case Command.Export() ->
                new CommandResult.Document("parley-export.json", StoredJson.of(personalData.stored(caller.person())));
            case Command.Status() -> new CommandResult.Said(status(caller));
            case Command.Model() -> new CommandResult.Said(engineSummary.apply(caller.words()));
            case Command.Help() -> new CommandResult.Said(help(caller.surface(), caller.words()));
            case Command.Quit() -> new CommandResult.Leave();
        };
    }

    /** Nothing of it is stored before it ends. */
    private static CommandResult again(Function<ReplyOpener, Outcome> work) {
        return new CommandResult.Generating((accepted, opener) -> {
            accepted.run();
            return work.apply(opener);
        });
    }

    /**
     * What {@code why} says of one reply instead of the last one.
     *
     * @param reply its turn
     * @param words what the caller is answered in
     * @return Markdown
     */
    public String why(UUID reply, Words words) {
        return why.of(reply, words);
    }

    private static String help(Surface surface, Words words) {
        String table = "```\n" + CommandHelp.text(surface, surface.prefix(), words) + "\n```";
        return surface == Surface.TERMINAL ? table + "\n" + words.say("help.terminal") : table;
    }

    private CommandResult setPersona(String id, @Nullable Scope scope, Caller caller) {
        Words words = caller.words();
        if (personas.library().find(id).isEmpty()) {
            return new CommandResult.Refused(words.say("persona.unknown", id, names()));
        }
        Scope chosen = scope == null ? usualScope(caller) : scope;
        Optional<BindingSubject> subject = subject(chosen, caller);
        if (subject.isEmpty()) {
            return new CommandResult.Refused(words.say("persona.no-channel"));
        }
        bindings.bind(subject.get(), id);
        return new CommandResult.Said(words.say("persona.set", id, where(chosen, words)) + " " + whoAnswers(caller));
    }

    private CommandResult resetPersona(@Nullable Scope scope, Caller caller) {
        Words words = caller.words();
        Scope chosen = scope == null ? usualScope(caller) : scope;
        Optional<BindingSubject> subject = subject(chosen, caller);
        if (subject.isEmpty()) {
            return new CommandResult.Refused(words.say("persona.no-channel"));
        }
        String done = bindings.unbind(subject.get())
                ? words.say("persona.reset", where(chosen, words))
                : words.say("persona.not-set", where(chosen, words));
        return new CommandResult.Said(done + " " + whoAnswers(caller));
    }

    private static Scope usualScope(Caller caller) {
        return caller.ownPlace() ? Scope.HERE : Scope.ME;
    }

    private static Optional<BindingSubject> subject(Scope scope, Caller caller) {
        return switch (scope) {
            case HERE -> Optional.of(BindingSubject.conversation(caller.key()));
            case ME -> Optional.of(BindingSubject.person(caller.person()));
            case EVERYONE -> Optional.of(BindingSubject.workspace(caller.key()));
            case CHANNEL ->
                caller.surface() == Surface.TERMINAL
                        ? Optional.empty()
                        : Optional.of(BindingSubject.channel(caller.key()));
        };
    }

    private String whoAnswers(Caller caller) {
        Words words = caller.words();
        Personas.Choice choice = personas.resolve(caller.key(), caller.person());
        BindingScope scope = choice.scope();
        String reason = scope == null
                ? words.say("persona.by-default")
                : switch (scope) {
                    case CONVERSATION -> where(Scope.HERE, words);
                    case CHANNEL -> where(Scope.CHANNEL, words);
                    case PERSON -> where(Scope.ME, words);
                    case WORKSPACE -> where(Scope.EVERYONE, words);
                };
        return words.say("persona.applies", choice.persona().id(), reason);
    }

    private String adapter(Caller caller) {
        try {
            return adapters.of(personas.resolve(caller.key(), caller.person()).persona())
                    .in(adapters.model(), caller.words());
        } catch (EngineException.Lost e) {
            return caller.words().say("adapter.unknown", adapters.model());
        }
    }

    private static String where(Scope scope, Words words) {
        return switch (scope) {
            case HERE -> words.say("scope.here");
            case CHANNEL -> words.say("scope.channel");
            case ME -> words.say("scope.me");
            case EVERYONE -> words.say("scope.everyone");
        };
    }

    private String names() {
        return personas.library().all().stream().map(Persona::id).collect(Collectors.joining(", "));
    }

    private String listPersonas(Caller caller) {
        String now = personas.resolve(caller.key(), caller.person()).persona().id();
        return personas.library().all().stream()
                .map(each -> "- " + (each.id().equals(now) ? "**" + each.id() + "**" : each.id()) + ": "
                        + each.description())
                .collect(Collectors.joining("\n"));
    }

    private String history(Caller caller) {
        Words words = caller.words();
        Conversation conversation = conversations.current(caller.key());
        List<Turn> turns = conversations.history(conversation.id());
        if (turns.isEmpty()) {
            return words.say("history.empty");
        }
        int hidden = Math.max(0, turns.size() - SHOWN_TURNS);
        String shown =
                turns.stream().skip(hidden).map(turn -> line(turn, words)).collect(Collectors.joining("\n\n"));
        return hidden == 0 ? shown : words.say("history.earlier", hidden) + "\n\n" + shown;
    }

    private static String line(Turn turn, Words words) {
        String marked = turn.generation() != null && turn.generation().finish() == Finish.INTERRUPTED
                ? " " + words.say("history.interrupted")
                : "";
        String name = turn.generation() != null && !turn.generation().persona().isEmpty()
                ? turn.generation().persona()
                : turn.author().name();
        return "**" + name + "**" + marked + "\n" + turn.text();
    }

    private String forget(Command.Extent extent, Caller caller) {
        Person person = caller.person();
        Forgotten forgotten = switch (extent) {
            case LAST ->
                personalData.forgetLast(
                        person, conversations.current(caller.key()).id());
            case HOUR -> personalData.forgetSince(person, clock.instant().minus(Duration.ofHours(1)));
            case ALL -> personalData.forgetAll(person);
        };
        responder.forgotten(forgotten);
        return caller.words().say("forget.done", forgotten.messages());
    }

    private String status(Caller caller) {
        Words words = caller.words();
        Conversation conversation = conversations.current(caller.key());
        Admission.Load load = admission.load();
        List<String> lines = new ArrayList<>(List.of(
                whoAnswers(caller),
                adapter(caller),
                words.say(
                        "status.conversation",
                        conversations.history(conversation.id()).size()),
                line(load, words)));
        lines.addAll(engineNotes.apply(words));
        if (caller.admin()) {
            lines.addFirst(engineSummary.apply(caller.words()));
            lines.addAll(forAdmins(words));
        }
        return list(lines);
    }

    /** What admins see of the whole: the engine, the line, and who was not answered lately; a list in Markdown. */
    public String overview(Words words) {
        Admission.Load load = admission.load();
        List<String> lines = new ArrayList<>(List.of(engineSummary.apply(words), line(load, words)));
        lines.addAll(engineNotes.apply(words));
        lines.addAll(forAdmins(words));
        return list(lines);
    }

    private static String line(Admission.Load load, Words words) {
        return words.say(
                "status.line", load.running(), load.seats(), load.waiting(), load.seconds(), load.seconds() / 60);
    }

    private List<String> forAdmins(Words words) {
        List<String> lines = new ArrayList<>();
        personas.mistakes()
                .ifPresent(mistakes ->
                        mistakes.problems().forEach(each -> lines.add(words.say("status.persona", each.toString()))));
        refusals.latest().forEach(each -> lines.add(refusal(each, words)));
        return lines;
    }

    private static String list(List<String> lines) {
        return lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n"));
    }

    private static String refusal(RecentRefusals.Refusal refusal, Words words) {
        return words.say(
                "status.refusal",
                MOMENT.format(refusal.at()),
                refusal.person().platform(),
                refusal.person().id(),
                refusal.place(),
                refusal.reason());
    }
}
