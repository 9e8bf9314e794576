package dev.parley.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one benchmark found: a table in Markdown for whoever runs it, a line of JSON in {@code target/bench.jsonl} for whoever compares
 * runs, and a failure for each promise that was missed.
 */
public final class Report {
    private static final Path FILE = Path.of("target", "bench.jsonl");

    private final String title;
    private final Machine machine = Machine.here(Clock.systemUTC());
    private final ObjectNode figures = new ObjectMapper().createObjectNode();
    private final List<String> lines = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    /** Begins; the machine's load is taken now. */
    public Report(String title) {
        this.title = title;
    }

    /** Adds the median of what was measured, with the least and the most. */
    public Report figure(String name, double[] values, String unit) {
        return line(
                name,
                Figures.median(values),
                String.format(
                        Locale.ROOT,
                        "%s, %s to %s in %d rounds",
                        unit,
                        number(Figures.least(values)),
                        number(Figures.most(values)),
                        values.length));
    }

    /** Adds one figure. */
    public Report figure(String name, double value, String unit) {
        return line(name, value, unit);
    }

    /** Adds a figure that is a promise. */
    public Report atLeast(String name, double value, double limit) {
        return promise(name, value, value >= limit, "at least " + limit);
    }

    /** Adds a figure that is a promise. */
    public Report atMost(String name, double value, double limit) {
        return promise(name, value, value <= limit, "at most " + limit);
    }

    private Report promise(String name, double value, boolean kept, String limit) {
        if (!kept) {
            missed.add(name + " is " + number(value) + "; it must be " + limit);
        }
        return line(name, value, "must be " + limit + (kept ? "" : ": MISSED"));
    }

    private Report line(String name, double value, String rest) {
        figures.put(name, value);
        lines.add(String.format(Locale.ROOT, "| %-44s | %9s | %s |", name, number(value), rest));
        return this;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }

    /** Prints and stores the figures; fails where a promise was missed. */
    public void publish() throws IOException {
        System.out.println("\n" + title + "\n\n" + machine + "\n\n| figure | value | |\n|---|---|---|\n"
                + String.join("\n", lines) + "\n");
        ObjectMapper json = new ObjectMapper();
        ObjectNode entry = json.createObjectNode().put("benchmark", title).put("machine", machine.toString());
        entry.set("figures", figures);
        Files.createDirectories(FILE.getParent());
        Files.writeString(
                FILE, json.writeValueAsString(entry) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(missed).as(title).isEmpty();
    }
}
