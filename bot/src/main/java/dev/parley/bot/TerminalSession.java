package dev.parley.bot;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.command.Caller;
import dev.parley.bot.command.CommandParser;
import dev.parley.bot.command.CommandResult.Document;
import dev.parley.bot.command.CommandResult.Generating;
import dev.parley.bot.command.CommandResult.Leave;
import dev.parley.bot.command.CommandResult.Refused;
import dev.parley.bot.command.CommandResult.Said;
import dev.parley.bot.command.CommandService;
import dev.parley.bot.command.ParseResult.Mistake;
import dev.parley.bot.command.ParseResult.Parsed;
import dev.parley.bot.command.Surface;
import dev.parley.bot.local.Ending;
import dev.parley.bot.local.Endings;
import dev.parley.bot.local.ToldSession;
import dev.parley.bot.responder.Arrival;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOpener;
import dev.parley.bot.responder.Responder;
import dev.parley.bot.terminal.ChatSession;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Author;
import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Incoming;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One conversation in the terminal: messages and commands of the person in front of it. */
final class TerminalSession implements ToldSession {
    static final String PLATFORM = "terminal";
    private static final String SLASH = "/";

    private final Responder responder;
    private final CommandService commands;
    private final Words words;
    private final Clock clock;
    private final Author author;
    private final ConversationKey key;
    private final BiFunction<String, byte[], ChatSession.CommandResult> documents;
    private final Endings endings = new Endings();

    /**
     * Opens the session.
     *
     * @param conversation its name: the place that messages belong to
     * @param user who sits there
     * @param documents takes what a command hands out as a file, by name and content
     */
    TerminalSession(
            Responder responder,
            CommandService commands,
            Words words,
            Clock clock,
            String conversation,
            String user,
            BiFunction<String, byte[], ChatSession.CommandResult> documents) {
        this.responder = responder;
        this.commands = commands;
        this.words = words;
        this.clock = clock;
        this.author = new Author(PLATFORM, user, user);
        this.key = key(conversation);
        this.documents = documents;
    }

    /** The place that a conversation of this name is. */
    static ConversationKey key(String conversation) {
        return new ConversationKey(PLATFORM, "local", conversation, "");
    }

    @Override
    public Running say(String text, Reply reply) {
        Incoming message = message(text);
        return running(opener -> responder.onMessage(new Arrival(message), () -> {}, opener), reply);
    }

    @Override
    public CommandResult command(String line, Reply reply) {
        return switch (new CommandParser(Surface.TERMINAL, SLASH, words).parse(line.substring(SLASH.length()))) {
            case Mistake(String why) -> new CommandResult.Refused(why);
            case Parsed(var command) ->
                switch (commands.run(command, caller(), text -> new Arrival(message(text)))) {
                    case Said(String markdown) -> new CommandResult.Said(markdown);
                    case Refused(String why) -> new CommandResult.Refused(why);
                    case Document(String name, byte[] content) -> documents.apply(name, content);
                    case Generating(var work) -> new CommandResult.Replying(running(work::generate, reply));
                    case Leave() -> new CommandResult.Leave();
                };
        };
    }

    Caller caller() {
        return new Caller(key, author.person(), true, Surface.TERMINAL, true, words);
    }

    @Override
    public CompletableFuture<Ending> newest() {
        return endings.newest();
    }

    @Override
    public ExitCode firstFailure() {
        return endings.firstFailure();
    }

    private Incoming message(String text) {
        return new Incoming(key, author, UUID.randomUUID().toString(), text, clock.instant());
    }

    private Running running(Function<ReplyOpener, Outcome> work, Reply reply) {
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        endings.add(ending);
        StoppableReply stoppable = new StoppableReply(reply, responder::stop);
        Thread.ofVirtual().name("reply").start(() -> {
            try {
                ending.complete(ending(work.apply(stoppable::open)));
            } catch (RuntimeException e) {
                // The store failed before a reply was opened: the person waits for words all the same.
                ending.complete(ending(new Outcome.Failed(String.valueOf(e.getMessage()), e)));
                reply.fail(words.say("reply.failed", String.valueOf(e.getMessage())));
            }
        });
        return stoppable::stop;
    }

    private static Ending ending(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered(var turn, var _) -> new Ending(ExitCode.OK, AnswerJson.of(turn));
            case Outcome.Joined _, Outcome.Stopped _, Outcome.Ignored _ -> new Ending(ExitCode.OK, null);
            case Outcome.Refused _ -> new Ending(ExitCode.REFUSED, null);
            case Outcome.Failed(var _, Throwable cause) ->
                new Ending(ExitCode.of(cause).orElse(ExitCode.UNEXPECTED), null);
            case Outcome.Interrupted _ -> new Ending(ExitCode.INTERRUPTED, null);
        };
    }
}
