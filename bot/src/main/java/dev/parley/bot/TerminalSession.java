package dev.parley.bot;

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
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One conversation in the terminal: messages and commands of the person in front of it. */
final class TerminalSession implements ChatSession {
    static final String PLATFORM = "terminal";
    private static final String SLASH = "/";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneId.systemDefault());

    private final Responder responder;
    private final CommandService commands;
    private final Words words;
    private final Clock clock;
    private final Author author;
    private final ConversationKey key;
    private volatile CompletableFuture<@Nullable Outcome> last = CompletableFuture.completedFuture(null);
    private volatile CompletableFuture<@Nullable Outcome> firstFailure = CompletableFuture.completedFuture(null);

    /**
     * Opens the session.
     *
     * @param conversation its name: the place that messages belong to
     * @param user who sits there
     */
    TerminalSession(
            Responder responder, CommandService commands, Words words, Clock clock, String conversation, String user) {
        this.responder = responder;
        this.commands = commands;
        this.words = words;
        this.clock = clock;
        this.author = new Author(PLATFORM, user, user);
        this.key = new ConversationKey(PLATFORM, "local", conversation, "");
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
                    case Document(String name, byte[] content) -> save(name, content);
                    case Generating(var work) -> new CommandResult.Replying(running(work, reply));
                    case Leave() -> new CommandResult.Leave();
                };
        };
    }

    Caller caller() {
        return new Caller(key, CommandService.person(author), true, Surface.TERMINAL, true);
    }

    /** What became of the newest message, once its reply has ended; null if there was none. */
    @Nullable Outcome lastOutcome() {
        return last.join();
    }

    /** The first message that was not answered, once all have ended; null if there was none. */
    @Nullable Outcome firstFailure() {
        return firstFailure.join();
    }

    private Incoming message(String text) {
        return new Incoming(key, author, UUID.randomUUID().toString(), text, clock.instant());
    }

    private Running running(Function<ReplyOpener, Outcome> work, Reply reply) {
        CompletableFuture<@Nullable Outcome> outcome = new CompletableFuture<>();
        last = outcome;
        firstFailure = firstFailure.thenCombine(
                outcome, (earlier, newest) -> earlier != null || isAnswered(newest) ? earlier : newest);
        Thread.ofVirtual().name("reply").start(() -> {
            try {
                outcome.complete(work.apply(_ -> reply));
            } catch (RuntimeException e) {
                // The store failed before a reply was opened: the person waits for words all the same.
                outcome.complete(new Outcome.Failed(String.valueOf(e.getMessage()), e));
                reply.fail(words.say("reply.failed", String.valueOf(e.getMessage())));
            }
        });
        return () -> responder.stop(key);
    }

    private static boolean isAnswered(@Nullable Outcome outcome) {
        return outcome instanceof Outcome.Answered || outcome instanceof Outcome.Stopped;
    }

    private CommandResult save(String name, byte[] content) {
        int dot = name.lastIndexOf('.');
        Path file = Path.of(name.substring(0, dot) + "-" + STAMP.format(clock.instant()) + name.substring(dot))
                .toAbsolutePath();
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            file.toFile().setReadable(false, false);
            file.toFile().setReadable(true, true);
            return new CommandResult.Said(words.say("export.done", file.toString()));
        } catch (FileAlreadyExistsException e) {
            return new CommandResult.Refused(words.say("export.exists", file.toString()));
        } catch (IOException e) {
            return new CommandResult.Refused(
                    words.say("export.failed", file.toString(), String.valueOf(e.getMessage())));
        }
    }
}
