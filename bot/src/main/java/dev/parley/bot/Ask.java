package dev.parley.bot;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Session;
import dev.parley.bot.cli.Start;
import dev.parley.bot.local.Conversation;
import dev.parley.bot.local.Ending;
import dev.parley.bot.terminal.PlainReply;
import dev.parley.bot.terminal.Terminals;
import dev.parley.bot.words.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** {@code parley ask}: the reply to one question. */
final class Ask {
    private final Start start;
    private final Session session;
    private final Words words;

    Ask(Start start, Session session) {
        this.start = start;
        this.session = session;
        this.words = start.settings().bot().words();
    }

    ExitCode answer(String question, boolean json) throws InterruptedException, IOException {
        String text = withInput(question);
        if (text.isBlank()) {
            throw new CommandFailure(ExitCode.REFUSED, "there is no question; write it after ask, or pipe it in");
        }
        try (Closer closer = new Closer()) {
            Conversation conversation = new Conversations(start, session).open(null, closer);
            if (conversation.welcome().isDefault() && Terminals.standardErrorIsTerminal()) {
                start.err()
                        .println(words.say(
                                "greeting.small", conversation.welcome().model()));
            }
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            PlainReply reply = new PlainReply(json ? nowhere : start.out(), start.err(), Chat.errorLook(start), words);
            conversation.session().say(text, reply);
            reply.ended().join();
            Ending ending = conversation.session().newest().join();
            if (json && ending.answer() != null) {
                start.out().println(ending.answer());
            }
            return ending.exitCode();
        }
    }

    private static String withInput(String question) throws IOException {
        if (Terminals.standardInputIsTerminal()) {
            return question;
        }
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
        return question.isBlank() || input.isBlank() ? question + input : question + "\n\n" + input;
    }
}
