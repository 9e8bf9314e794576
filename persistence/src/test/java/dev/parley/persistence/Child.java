package dev.parley.persistence;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A JVM of its own that works on a database until it is killed, and what it does there. */
record Child(Process process, BufferedReader output) implements AutoCloseable {

    static Child start(Class<?> main, Path file, String... more) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var line = new ArrayList<>(List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                file.toString()));
        line.addAll(List.of(more));
        var process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(process, process.inputReader());
    }

    String line() throws IOException {
        return output.readLine();
    }

    /** SIGKILL; what it had printed by then. */
    List<String> kill() throws IOException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its output too
        var lines = new ArrayList<String>();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
        }
        process.onExit().join();
        return lines;
    }

    @Override
    public void close() throws IOException {
        kill();
        output.close();
    }

    /** Opens the database and keeps it. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            try (var _ = Database.open(Path.of(arguments[0]))) {
                System.out.println("open");
                System.in.read();
            }
        }
    }

    /** Puts a backup into the database's place. */
    static final class Restorer {
        private Restorer() {}

        public static void main(String[] arguments) {
            System.out.println("begin");
            new DatabaseFile(Path.of(arguments[0]), Clock.systemUTC()).restore(Path.of(arguments[1]));
        }
    }

    /** Accepts, saves partial text and finishes, printing each step after its commit, for ever. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] arguments) {
            var run = UUID.randomUUID();
            var database = Database.open(Path.of(arguments[0]));
            var store = database.conversations();
            var conversation = store.current(Talk.PLACE);
            for (var old : database.inbox().unfinished()) {
                answer(database, conversation, old);
            }
            for (int i = 0; ; i++) {
                // Every fifth one is too long to lie in its row.
                var text = "question ".repeat(i % 5 == 0 ? 3000 : 1);
                var entry = database.inbox()
                        .accept(Talk.incoming(Talk.ANN, run + "-" + i, text))
                        .orElseThrow();
                System.out.println("accepted " + entry.id() + " " + entry.replyTurnId());
                answer(database, conversation, entry);
            }
        }

        private static void answer(Database database, Conversation conversation, InboxEntry accepted) {
            var store = database.conversations();
            var entry = database.inbox().begin(accepted.id(), conversation.id()).orElseThrow();
            database.inbox().savePartial(entry.id(), 0, "ans");
            var head = store.find(conversation.id()).orElseThrow().head();
            var message = entry.message();
            var user = Talk.user(conversation, head, Talk.ANN, message.externalId(), message.text());
            store.finish(entry.id(), 0, user, Talk.reply(entry.replyTurnId(), user, "answer"));
            System.out.println("finished " + entry.id() + " " + entry.replyTurnId());
        }
    }
}
