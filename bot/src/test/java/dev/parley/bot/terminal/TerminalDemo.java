package dev.parley.bot.terminal;

import dev.parley.bot.responder.Outcomes;
import dev.parley.bot.responder.Reply;
import dev.parley.bot.responder.ReplyStatus;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Finish;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The chat with a session that only pretends, to look at it by hand: give it the path of a history file. */
final class TerminalDemo {
    private static final String TEXT = """
            # Sorting in *Python*

            Use **`sorted`** for a new list and *`list.sort`* to sort in place; both take a `key` function, and both are stable, so that items that compare equal keep their order.

            1. Write the key:
               ```python
               def by_age(person):
               \treturn person["age"]  # **not** bold
               ```
            2. Sort, and pass **kwargs if you must.

            > Tim Peters wrote the algorithm in 2002.

            - an item that is long enough to be broken into a second line on a terminal of eighty columns, I hope
            - 漢字だけの長い行は単語の間に空白がないので、どこでも折り返すことができます。そうでしょう?

            | method | new list |
            |---|---|
            | `sorted` | yes |
            """;

    private TerminalDemo() {}

    public static void main(String[] args) throws Exception {
        var session = new Pretending();
        var terminal = Terminals.open();
        if (terminal.isEmpty()) {
            var end = new PipedChat(System.in, System.out, System.err, TerminalLook.plain(), Words.english(), session)
                    .run();
            System.exit(end == ChatEnd.LEFT ? 0 : 1);
        }
        try (var screen = terminal.get()) {
            var look = TerminalLook.of(screen, System::getenv);
            var model = new FirstStart(
                            Words.english(),
                            List.of(
                                    new OfferedModel("small-135m", 98_362_432, 400_000_000, "to try out"),
                                    new OfferedModel("middle-1.5b", 1_100_000_000, 2_000_000_000, "good"),
                                    new OfferedModel("big-4b", 2_500_000_000L, 9_000_000_000L, "better")),
                            8_000_000_000L,
                            50_000_000_000L,
                            8)
                    .ask(screen, look);
            if (model.isPresent()) {
                fetch(model.get());
                new TerminalChat(
                                screen,
                                look,
                                Words.english(),
                                session,
                                _ -> List.of("/help", "/history"),
                                Path.of(args[0]))
                        .run(List.of("This is Parley.", "It only pretends."));
            }
        }
    }

    private static void fetch(OfferedModel model) throws InterruptedException {
        var look = Terminals.standardErrorIsTerminal() ? TerminalLook.ofStream(System::getenv) : TerminalLook.plain();
        var progress = new ProgressLine(
                System.err, look, Words.english(), InstantSource.system(), model.name(), model.sizeBytes(), 0);
        for (var i = 1; i <= 20; i++) {
            Thread.sleep(100);
            progress.update(model.sizeBytes() * i / 20);
        }
        progress.done();
    }

    private static final class Pretending implements ChatSession {
        @Override
        public Running say(String text, Reply reply) {
            var stopped = new AtomicBoolean();
            Thread.ofVirtual().start(() -> {
                try {
                    tell(text.equals("hang") ? TEXT : text.equals("sort") ? TEXT : "You said: " + text, reply, stopped);
                } catch (InterruptedException e) {
                    reply.fail("interrupted");
                }
            });
            return text.equals("hang") ? () -> {} : () -> stopped.set(true);
        }

        private static void tell(String text, Reply reply, AtomicBoolean stopped) throws InterruptedException {
            for (var i = 0; i <= 4; i++) {
                reply.status(new ReplyStatus.Reading(i, 4));
                Thread.sleep(150);
            }
            for (var end = 0; end < text.length() && !stopped.get(); end = Math.min(text.length(), end + 4)) {
                reply.show(text.substring(0, end));
                if (end == 120) {
                    reply.status(new ReplyStatus.Restarting());
                    Thread.sleep(1500);
                }
                Thread.sleep(20);
            }
            if (!stopped.get()) {
                reply.show(text);
            }
            reply.complete(Outcomes.of(
                    stopped.get() ? Finish.CANCELLED : Finish.STOP,
                    "2 earlier exchanges no longer fit the context and were left out."));
        }

        @Override
        public CommandResult command(String line, Reply reply) {
            return switch (line) {
                case "/quit" -> new CommandResult.Leave();
                case "/help" -> new CommandResult.Said("**/help** shows this\n**/quit** leaves");
                default -> new CommandResult.Refused("There is no command " + line + ".");
            };
        }
    }
}
