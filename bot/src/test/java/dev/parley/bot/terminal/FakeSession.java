package dev.parley.bot.terminal;

import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyOutcome;
import dev.parley.persistence.Finish;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Answers "you said …"; "slow" waits for a stop, "hang" for nothing, "fail" fails. */
final class FakeSession implements ChatSession {
    final List<String> said = Collections.synchronizedList(new ArrayList<>());
    final List<String> commands = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

    @Override
    public Running say(String text, Reply reply) {
        said.add(text);
        switch (text) {
            case "slow" -> {
                reply.show("It takes ");
                return () -> reply.complete(outcome(Finish.CANCELLED));
            }
            case "hang" -> {
                reply.show("It hangs ");
                return () -> {};
            }
            case "fail" -> reply.fail("It went wrong; try again.");
            default ->
                Thread.ofVirtual().start(() -> {
                    reply.show("you said ");
                    reply.show("you said " + text);
                    reply.complete(outcome(Finish.STOP));
                });
        }
        return () -> {};
    }

    @Override
    public CommandResult command(String line, Reply reply) {
        commands.add(line);
        return switch (line) {
            case "/quit" -> new CommandResult.Leave();
            case "/continue" -> new CommandResult.Replying(say("slow", reply));
            case "/wait" -> {
                try {
                    new CompletableFuture<Void>().get();
                } catch (Exception e) {
                    interrupted.complete(true);
                }
                yield new CommandResult.Refused("given up");
            }
            case "/help" -> new CommandResult.Said("**help** for you");
            default -> new CommandResult.Refused("No such command: " + line);
        };
    }

    static ReplyOutcome outcome(Finish finish) {
        return Outcomes.of(finish);
    }
}
