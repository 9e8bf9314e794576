package dev.parley.bot.terminal;

import dev.parley.bot.terminal.ChatSession.CommandResult;
import dev.parley.bot.words.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The chat in a pipe: one line is one turn, blank lines are nothing, and a turn that fails does not stop the next. */
public final class PipedChat {
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private final TerminalLook errLook;
    private final Words words;
    private final ChatSession session;

    /**
     * @param in UTF-8
     * @param err gets the words of failures; notes and status too when it is a terminal
     * @param errLook how standard error looks; plain when it is no terminal
     * @param words the bot's own
     */
    public PipedChat(
            InputStream in, PrintStream out, PrintStream err, TerminalLook errLook, Words words, ChatSession session) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.errLook = errLook;
        this.words = words;
        this.session = session;
    }

    /**
     * Talks until the input ends or says {@code /quit}.
     *
     * @throws IOException when the input cannot be read
     */
    public ChatEnd run() throws IOException {
        var end = ChatEnd.LEFT;
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var reply = new PlainReply(out, err, errLook, words);
            switch (ChatLine.of(line.startsWith("\uFEFF") ? line.substring(1) : line)) {
                case ChatLine.Blank() -> {
                    continue;
                }
                case ChatLine.Message(var text) -> session.say(text, reply);
                case ChatLine.Command(var command) -> {
                    switch (session.command(command, reply)) {
                        case CommandResult.Said(var text) -> reply.say(text);
                        case CommandResult.Refused(var reason) -> reply.fail(reason);
                        case CommandResult.Replying(var _) -> {}
                        case CommandResult.Leave() -> {
                            return end;
                        }
                    }
                }
            }
            if (!reply.ended().join()) {
                end = ChatEnd.TURN_FAILED;
            }
        }
        return end;
    }
}
