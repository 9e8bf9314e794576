package dev.parley.bot.platform;

import dev.parley.bot.access.Access;
import dev.parley.bot.access.Visitor;
import dev.parley.bot.command.Caller;
import dev.parley.bot.command.Command;
import dev.parley.bot.command.CommandResult;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.command.Scope;
import dev.parley.bot.command.Surface;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.Decision;
import dev.parley.bot.responder.Personas;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.Conversation;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.ConversationStore;
import dev.parley.persistence.Incoming;
import dev.parley.prompts.Persona;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Commands that are given on a platform: who may give them, what "this conversation" means there, and doing them. */
public final class Calls {
    private final Surface surface;
    private final Access access;
    private final CommandService commands;
    private final ConversationStore conversations;
    private final Personas personas;

    /**
     * Wires them.
     *
     * @param surface which commands there are
     * @param access who is let in
     * @param commands does what commands ask for
     * @param conversations knows somebody's latest one
     * @param personas for a question to one of them
     */
    public Calls(
            Surface surface,
            Access access,
            CommandService commands,
            ConversationStore conversations,
            Personas personas) {
        this.surface = surface;
        this.access = access;
        this.commands = commands;
        this.conversations = conversations;
        this.personas = personas;
    }

    /**
     * A command as it was given.
     *
     * @param command what was understood
     * @param visitor who gives it, and from where
     * @param author the same person by name
     * @param place where: its thread is empty in a channel
     * @param ownPlace whether the place is one conversation (a thread, a direct message) rather than a channel in which
     *     many go on
     * @param asked where a question belongs: one that is asked in a channel begins a conversation of its own
     * @param id the platform's id of the call
     * @param at when
     * @param persona the persona that a question is for; null where none was chosen
     * @param managesChannel whether the person may change what holds for this channel
     * @param managesWorkspace whether the person may change what holds for everybody
     * @param words what the answer is in
     */
    public record Call(
            Command command,
            Visitor visitor,
            Author author,
            ConversationKey place,
            boolean ownPlace,
            ConversationKey asked,
            String id,
            Instant at,
            @Nullable String persona,
            boolean managesChannel,
            boolean managesWorkspace,
            Words words) {
        /** The same with a question that belongs elsewhere, under the id and time of its own. */
        public Call asking(ConversationKey where, String questionId, Instant questionAt) {
            return new Call(
                    command,
                    visitor,
                    author,
                    place,
                    ownPlace,
                    where,
                    questionId,
                    questionAt,
                    persona,
                    managesChannel,
                    managesWorkspace,
                    words);
        }
    }

    /** Whether the model answers, for all to see. */
    public static boolean isForAll(Command command) {
        return command instanceof Command.Ask
                || command instanceof Command.Regenerate
                || command instanceof Command.Continue;
    }

    /**
     * What is said to somebody who is not let in; a call is never left without an answer.
     *
     * @param theirs the words of that person's language
     * @return null for those who are let in
     */
    public @Nullable String barred(Command command, Visitor visitor, Words theirs) {
        // What is stored of somebody who was taken off the list is theirs all the same.
        if (command instanceof Command.Forget || command instanceof Command.Export) {
            return null;
        }
        return barred(isForAll(command) ? access.decide(visitor, theirs) : access.admit(visitor, theirs), theirs);
    }

    /** The same for something else that the model would answer. */
    public @Nullable String barred(Visitor visitor, Words theirs) {
        return barred(access.decide(visitor, theirs), theirs);
    }

    /** The same for something that costs nothing; null for those who are let in. */
    public @Nullable String admitted(Visitor visitor, Words theirs) {
        return barred(access.admit(visitor, theirs), theirs);
    }

    private static @Nullable String barred(Decision decision, Words theirs) {
        return switch (decision) {
            case Decision.Respond() -> null;
            case Decision.Refuse(String why) -> why;
            case Decision.Ignore(String _) -> theirs.say("access.not-here");
        };
    }

    /**
     * Explains one reply, to somebody who sees it.
     *
     * @param reply its turn
     * @param theirs the words of that person's language
     * @return Markdown
     */
    public String why(UUID reply, Words theirs) {
        return commands.why(reply, theirs);
    }

    /** Does what was asked for; what a reply costs is charged to who gave the command. */
    public CommandResult run(Call call) {
        Words words = call.words();
        if (!mayDo(call)) {
            return new CommandResult.Refused(words.say("command.not-allowed"));
        }
        String persona = call.persona();
        if (call.command() instanceof Command.Ask
                && persona != null
                && personas.library().find(persona).isEmpty()) {
            return new CommandResult.Refused(words.say("persona.unknown", persona, personaIds()));
        }
        Caller caller = new Caller(
                conversation(call),
                call.author().person(),
                call.ownPlace(),
                surface,
                access.isAdmin(call.author().person()),
                words);
        Function<String, Arrival> question =
                text -> new Arrival(new Incoming(call.asked(), call.author(), call.id(), text, call.at()).to(persona));
        return switch (commands.run(call.command(), caller, question)) {
            case CommandResult.Generating(var work) ->
                new CommandResult.Generating((accepted, opener) -> {
                    var outcome = work.generate(accepted, opener);
                    access.charge(call.author().person(), outcome);
                    return outcome;
                });
            case CommandResult other -> other;
        };
    }

    /**
     * Which conversation a command is about. A channel in which many go on is nobody's own: there it is the caller's
     * latest one.
     */
    public ConversationKey conversation(Call call) {
        ConversationKey place = call.place();
        if (call.command() instanceof Command.Ask) {
            return call.asked();
        }
        boolean setsHere =
                call.command() instanceof Command.SetPersona || call.command() instanceof Command.ResetPersona;
        return call.ownPlace() || setsHere
                ? place
                : conversations
                        .latest(call.author().person(), place.workspace(), place.channel())
                        .map(Conversation::key)
                        .orElse(place);
    }

    /** What changes things for others needs the permission to manage the place. */
    private static boolean mayDo(Call call) {
        Scope scope = switch (call.command()) {
            case Command.SetPersona(String _, Scope chosen) -> chosen;
            case Command.ResetPersona(Scope chosen) -> chosen;
            default -> null;
        };
        return switch (scope) {
            case CHANNEL -> call.managesChannel();
            case EVERYONE -> call.managesWorkspace();
            case HERE, ME -> true;
            case null -> true;
        };
    }

    private String personaIds() {
        return personas.library().all().stream().map(Persona::id).collect(Collectors.joining(", "));
    }
}
