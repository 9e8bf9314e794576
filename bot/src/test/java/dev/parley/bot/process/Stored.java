package dev.parley.bot.process;

import dev.parley.persistence.ConversationKey;
import dev.parley.persistence.Database;
import dev.parley.persistence.Turn;
import java.nio.file.Path;
import java.util.List;

/**
 * A terminal conversation as a Parley that has ended left it.
 *
 * @param turns from the first to the last
 */
record Stored(List<Turn> turns) {
    static Stored in(Path home, String conversation) {
        try (var database = Database.open(home.resolve("data/parley.mv.db"))) {
            var store = database.conversations();
            var key = new ConversationKey("terminal", "local", conversation, "");
            return new Stored(store.history(store.current(key).id()));
        }
    }

    List<String> texts() {
        return turns.stream().map(Turn::text).toList();
    }

    /** A reply as it stands on standard output, whose line it always ends. */
    static String line(String reply) {
        return reply.endsWith("\n") ? reply : reply + "\n";
    }
}
