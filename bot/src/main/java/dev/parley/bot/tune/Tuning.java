package dev.parley.bot.tune;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.supervisor.EngineCommand;
import dev.parley.engine.tune.TuneJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/** Runs the trying in a process of its own and gathers what it says. */
public final class Tuning {
    private static final String MAIN = "dev.parley.engine.tune.TuneMain";

    /** What counts: a reply of 128 tokens alone, as many in four replies together, and 256 tokens to read. */
    private static final Map<String, Double> TYPICAL = Map.of("alone", 128.0, "together", 128.0, "read", 256.0);

    private final Map<String, SortedMap<Integer, List<JsonNode>>> tries = new TreeMap<>();

    /**
     * Tries.
     *
     * @param command of a JVM like this; its main class is replaced
     * @param job what
     * @param progress hears how much of the time has passed, 0 to 1
     * @throws CommandFailure if the model cannot run here
     * @throws IOException if the process cannot be started or read
     */
    public Tuning run(EngineCommand command, TuneJob job, DoubleConsumer progress) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        EngineCommand trying =
                new EngineCommand(command.java(), command.flags(), command.classPath(), MAIN, command.directory());
        Process process = trying.start();
        try (BufferedReader out = process.inputReader();
                var in = process.outputWriter()) {
            in.write(json.writeValueAsString(job) + "\n");
            in.flush();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                JsonNode event = json.readTree(line);
                switch (event.path("event").asText("")) {
                    case "progress" -> progress.accept(event.path("share").asDouble());
                    case "threads", "batch" -> note(event);
                    case "end" -> {
                        return this;
                    }
                    default -> throw failed(event.path("message").asText("it said nothing"));
                }
            }
            throw failed("the process that tries has ended");
        } finally {
            process.destroyForcibly();
        }
    }

    private static CommandFailure failed(String why) {
        return new CommandFailure(ExitCode.ENGINE, "The model cannot be tried here: " + why);
    }

    void note(JsonNode event) {
        tries.computeIfAbsent(event.path("event").asText(), _ -> new TreeMap<>())
                .computeIfAbsent(event.path("value").asInt(), _ -> new ArrayList<>())
                .add(event);
    }

    /**
     * What to take of the tries of one setting.
     *
     * @param setting {@code threads} or {@code batch}
     * @param usual what is taken without this
     */
    public Choice choice(String setting, int usual) {
        SortedMap<Integer, double[]> seconds = new TreeMap<>();
        of(setting)
                .forEach((value, events) -> seconds.put(
                        value, events.stream().mapToDouble(Tuning::seconds).toArray()));
        return Choice.of(seconds, usual);
    }

    /**
     * The median of what a setting gave.
     *
     * @param setting {@code threads} or {@code batch}
     * @param value which was tried
     * @param what {@code alone}, {@code together} or {@code read}
     * @return tokens a second
     */
    public double perSecond(String setting, int value, String what) {
        double[] sorted = of(setting).getOrDefault(value, List.of()).stream()
                .mapToDouble(each -> each.path(what).asDouble())
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private SortedMap<Integer, List<JsonNode>> of(String setting) {
        return tries.getOrDefault(setting, new TreeMap<>());
    }

    private static double seconds(JsonNode event) {
        return TYPICAL.entrySet().stream()
                .filter(each -> event.has(each.getKey()))
                .mapToDouble(each -> each.getValue() / event.path(each.getKey()).asDouble())
                .sum();
    }
}
