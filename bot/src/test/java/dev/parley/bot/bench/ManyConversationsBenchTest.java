package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.responder.Bot;
import dev.parley.bot.responder.Outcome;
import dev.parley.bot.responder.ShownReply;
import dev.parley.bot.responder.World;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.persistence.ConversationKey;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bot's heap with a thousand conversations that were answered lately: the whole path from the inbox to the store, with
 * the database's file; the engine is a process of its own. What the tests' own classes take is in the figures too.
 */
@Tag("bench")
@Timeout(1200)
class ManyConversationsBenchTest {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int CONVERSATIONS = 1_000;
    private static final int TURNS = 2;
    private static final int AT_ONCE = 20;
    private static final int REPLY_TOKENS = 8;
    private static final double MOST_MEGABYTES = 128;

    /** What another thousand may add: the database's page cache has 16 MB, and fills slowly. */
    private static final double MOST_GROWTH = 16;

    /** Parley's own objects that another thousand may leave behind: far fewer than one for each. */
    private static final double MOST_OBJECTS = 200;

    @Test
    void aThousandConversationsFitIntoASmallHeap(@TempDir Path folder) throws Exception {
        Report report = new Report("The bot's heap");
        try (World world = World.open(folder, TinyModel.standard().withoutEnd(), 2048)) {
            Bot bot = world.bot(REPLY_TOKENS);
            talk(bot, "warm-up", AT_ONCE);
            double before = heap();
            talk(bot, "first", CONVERSATIONS);
            double first = heap();
            long objects = ownObjects();
            talk(bot, "second", CONVERSATIONS);
            double second = heap();
            report.figure("before", before, "MB")
                    .atMost("with 1,000 conversations", first, MOST_MEGABYTES)
                    .figure("with 2,000", second, "MB")
                    .atMost("growth by the second thousand", second - first, MOST_GROWTH)
                    .atMost("Parley's own objects that it left", (double) ownObjects() - objects, MOST_OBJECTS);
        }
        report.publish();
    }

    /** Some turns in each of so many conversations, of as many people. */
    private static void talk(Bot bot, String name, int conversations) {
        for (int turn = 0; turn < TURNS; turn++) {
            for (int from = 0; from < conversations; from += AT_ONCE) {
                String question = "And what about the " + turn + ". thing that we talked about lately? ".repeat(4);
                List<Bot.Running> running = new ArrayList<>();
                IntStream.range(from, Math.min(conversations, from + AT_ONCE)).forEach(each -> {
                    ConversationKey place = World.place(name + " " + each);
                    running.add(bot.send(Bot.message(place, name + "-" + each, question), new ShownReply()));
                });
                assertThat(running).allSatisfy(each -> assertThat(each.end()).isInstanceOf(Outcome.Answered.class));
            }
        }
    }

    /** What is left of the heap after a collection, in MB. */
    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    /** How many objects of Parley's classes are in use, by the JVM's own count. */
    private static long ownObjects() throws JMException {
        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {null},
                        new String[] {String[].class.getName()});
        return histogram
                .toString()
                .lines()
                .filter(line -> line.contains("dev.parley."))
                .mapToLong(line -> Long.parseLong(BLANKS.split(line.strip(), 3)[1]))
                .sum();
    }
}
