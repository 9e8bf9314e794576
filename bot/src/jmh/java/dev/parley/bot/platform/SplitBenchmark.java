package dev.parley.bot.platform;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A long reply with code, split as Discord wants it; done again whenever the reply has grown. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SplitBenchmark {
    private final MessageSplitter splitter = new MessageSplitter(2000);
    private final String reply = """
            ## The light

            The keeper wrote down **twelve ships**, two of them late; the list is in `ships.txt`.

            - one from the north, with timber
            - one from the south, which nobody had expected before Tuesday

            ```java
            for (Ship ship : ships) {
                System.out.println(ship.name() + " at " + ship.arrival());
            }
            ```

            """.repeat(40);

    /** Some 15,000 characters. */
    @Benchmark
    public List<MessageSplitter.Part> split() {
        return splitter.split(reply);
    }
}
