package dev.parley.bot;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.command.CommandCompletion;
import dev.parley.bot.command.Surface;
import dev.parley.bot.local.Conversation;
import dev.parley.bot.terminal.ChatEnd;
import dev.parley.bot.terminal.PipedChat;
import dev.parley.bot.terminal.TerminalChat;
import dev.parley.bot.terminal.TerminalLook;
import dev.parley.bot.terminal.Terminals;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Terminal;

/** {@code parley chat}: a conversation on a terminal or in a pipe. */
final class Chat {
    private final Start start;
    private final Session session;
    private final Words words;

    Chat(Start start, Session session) {
        this.start = start;
        this.session = session;
        this.words = start.settings().bot().words();
    }

    ExitCode talk() throws InterruptedException, IOException {
        try (Closer closer = new Closer()) {
            Optional<Terminal> terminal = Terminals.open();
            terminal.ifPresent(closer::add);
            Conversation conversation = new Conversations(start, session).open(terminal.orElse(null), closer);
            ChatEnd end = terminal.isPresent() ? onTerminal(terminal.get(), conversation) : inPipe(conversation);
            return end == ChatEnd.LEFT ? ExitCode.OK : conversation.session().firstFailure();
        }
    }

    private ChatEnd onTerminal(Terminal terminal, Conversation conversation) {
        CommandCompletion completion = new CommandCompletion(Surface.TERMINAL);
        List<String> personas = conversation.welcome().personas();
        return new TerminalChat(
                        terminal,
                        TerminalLook.of(terminal, start.environment()::get),
                        words,
                        conversation.session(),
                        line -> suggestions(completion.candidates(line.substring(1), personas), line),
                        start.home().data().resolve("history"))
                .run(greeting(conversation.welcome()));
    }

    /** The terminal's first words of a command carry the slash that the grammar does not know. */
    private static List<String> suggestions(List<String> candidates, String line) {
        String prefix = line.indexOf(' ') < 0 ? "/" : "";
        return candidates.stream().map(word -> prefix + word).toList();
    }

    private List<String> greeting(Conversation.Welcome welcome) {
        return List.of(
                welcome.isDefault()
                        ? words.say("greeting.small", welcome.model())
                        : words.say("greeting.model", welcome.model()),
                welcome.cutOff() ? words.say("greeting.interrupted") : words.say("greeting.help"));
    }

    private ChatEnd inPipe(Conversation conversation) throws IOException {
        return new PipedChat(System.in, start.out(), start.err(), errorLook(start), words, conversation.session())
                .run();
    }

    /** How standard error looks. */
    static TerminalLook errorLook(Start start) {
        return Terminals.standardErrorIsTerminal()
                ? TerminalLook.ofStream(start.environment()::get)
                : TerminalLook.plain();
    }
}
