package dev.parley.bot.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** What came of a benchmark: a table of at most 80 columns, and one JSON object. */
public final class BenchReport {
    /** A longer list of turns shows so many of them, the first and the last among them. */
    private static final int TURNS_SHOWN = 8;

    private final Workload workload;
    private final Map<String, String> about;
    private final List<Outcome> outcomes;
    private final boolean whole;

    /**
     * A report.
     *
     * @param workload what was asked for
     * @param about where the figures come from: machine, versions, model, by name
     * @param outcomes Parley's own engine first, one at least
     * @param whole false: it was broken off
     */
    public BenchReport(Workload workload, Map<String, String> about, List<Outcome> outcomes, boolean whole) {
        this.workload = workload;
        this.about = about;
        this.outcomes = List.copyOf(outcomes);
        this.whole = whole;
    }

    /** One line of the table. */
    private record Row(String name, String unit, List<OptionalDouble> values) {}

    /** The table, with its notes. */
    public String text() {
        List<String> lines = new ArrayList<>();
        wrap(workload.toString()).forEach(lines::add);
        about.forEach((name, value) -> wrap(name + ": " + value).forEach(lines::add));
        lines.add("");
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-32s", whole ? "" : "(broken off)"));
        outcomes.forEach(each -> head.append(String.format(Locale.ROOT, "%15s", each.server())));
        lines.add(head + (outcomes.size() == 2 ? String.format(Locale.ROOT, "%15s", "ratio") : ""));
        rows().forEach(row -> lines.add(line(row)));
        lines.addAll(notes());
        return String.join("\n", lines);
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(row("first token, half of all", "ms", each -> each.firstToken().half()));
        rows.add(row("first token, 95 % of all", "ms", each -> each.firstToken().most()));
        for (int turn : turnsShown(workload.turns())) {
            rows.add(row(
                    "  in turn " + (turn + 1),
                    "ms",
                    each -> each.firstTokenByTurn().get(turn)));
        }
        rows.add(row("between two pieces, half", "ms", each -> each.pieces().half()));
        rows.add(row("between two pieces, 99 %", "ms", each -> each.pieces().most()));
        rows.add(row("tokens in a piece", "", Outcome::tokensInPiece));
        rows.add(row("one reply", "tok/s", Outcome::replyRate));
        rows.add(row("all replies together", "tok/s", Outcome::totalRate));
        rows.add(row("prompt tokens read", "", each -> real(each.read())));
        rows.add(row("  of these a second time", "", each -> real(each.again())));
        rows.add(row("replies", "", each -> OptionalDouble.of(each.replies())));
        rows.add(row("failed", "", each -> OptionalDouble.of(each.failed())));
        return rows;
    }

    private Row row(String name, String unit, Function<Outcome, OptionalDouble> value) {
        return new Row(name, unit, outcomes.stream().map(value).toList());
    }

    private static OptionalDouble real(OptionalLong value) {
        return value.isPresent() ? OptionalDouble.of((double) value.getAsLong()) : OptionalDouble.empty();
    }

    private static String line(Row row) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-26s%6s", row.name(), row.unit().isEmpty() ? "" : row.unit()));
        row.values()
                .forEach(each -> line.append(String.format(
                        Locale.ROOT,
                        "%15s",
                        each.isEmpty()
                                ? "unknown"
                                : row.unit().isEmpty()
                                        ? count(each.getAsDouble())
                                        : Figures.number(each.getAsDouble()))));
        return line
                + (row.unit().isEmpty()
                        ? ""
                        : ratio(row).stream()
                                .mapToObj(each -> String.format(Locale.ROOT, "%15s", "x " + Figures.number(each)))
                                .findFirst()
                                .orElse(""));
    }

    private static String count(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Figures.number(value);
    }

    private static OptionalDouble ratio(Row row) {
        if (row.values().size() != 2
                || row.values().stream().anyMatch(OptionalDouble::isEmpty)
                || row.values().get(1).getAsDouble() == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                row.values().get(0).getAsDouble() / row.values().get(1).getAsDouble());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (outcomes.size() == 2) {
            notes.add("ratio: " + outcomes.get(0).server() + " / "
                    + outcomes.get(1).server() + "; below 1 is better for ms, above 1 for tok/s.");
        }
        notes.add("A piece is what arrives at once: Parley's engine gathers tokens that come fast for 50 ms.");
        for (Outcome each : outcomes) {
            if (each.shorter() > 0) {
                notes.add(each.server() + ": " + each.shorter() + " replies ended before " + workload.replyTokens()
                        + " tokens; this server cannot be told to go on, so compare with care.");
            }
            each.failures().stream().limit(3).forEach(failure -> notes.add(each.server() + ": " + failure));
        }
        return Stream.concat(Stream.of(""), notes.stream().flatMap(each -> wrap(each).stream()))
                .toList();
    }

    /** The turns whose figures are shown, from 0: all, or some at equal distances. */
    private static List<Integer> turnsShown(int turns) {
        int shown = Math.min(turns, TURNS_SHOWN);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            chosen.add(shown == 1 ? 0 : Math.round((float) i * (turns - 1) / (shown - 1)));
        }
        return chosen;
    }

    private static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > 80) {
                lines.add(line.toString());
                line.setLength(0);
                line.append("  ");
            } else if (!line.isEmpty()) {
                line.append(' ');
            }
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** One JSON object on one line: settings, machine, figures of each server, ratios; what is not known is null. */
    public String json() {
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        ObjectNode root = mapper.createObjectNode().put("whole", whole);
        root.set("settings", mapper.valueToTree(workload));
        about.forEach(root::put);
        ArrayNode servers = root.putArray("servers");
        outcomes.forEach(each -> servers.add(figures(mapper, each)));
        if (outcomes.size() == 2) {
            ObjectNode ratios = root.putObject("ratios");
            put(
                    ratios,
                    "first_token_p50",
                    ratio(row("", "", each -> each.firstToken().half())));
            put(
                    ratios,
                    "first_token_p95",
                    ratio(row("", "", each -> each.firstToken().most())));
            put(
                    ratios,
                    "first_token_last_turn",
                    ratio(row("", "", each -> each.firstTokenByTurn().getLast())));
            put(
                    ratios,
                    "between_pieces_p50",
                    ratio(row("", "", each -> each.pieces().half())));
            put(
                    ratios,
                    "between_pieces_p99",
                    ratio(row("", "", each -> each.pieces().most())));
            put(ratios, "reply_tokens_per_second", ratio(row("", "", Outcome::replyRate)));
            put(ratios, "total_tokens_per_second", ratio(row("", "", Outcome::totalRate)));
        }
        try {
            return mapper.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    private static ObjectNode figures(ObjectMapper mapper, Outcome of) {
        ObjectNode node = mapper.createObjectNode().put("name", of.server());
        put(node, "first_token_ms_p50", of.firstToken().half());
        put(node, "first_token_ms_p95", of.firstToken().most());
        ArrayNode turns = node.putArray("first_token_ms_p50_by_turn");
        of.firstTokenByTurn().forEach(each -> {
            if (each.isPresent()) {
                turns.add(each.getAsDouble());
            } else {
                turns.addNull();
            }
        });
        put(node, "between_pieces_ms_p50", of.pieces().half());
        put(node, "between_pieces_ms_p99", of.pieces().most());
        put(node, "tokens_in_piece", of.tokensInPiece());
        put(node, "reply_tokens_per_second_p50", of.replyRate());
        put(node, "total_tokens_per_second", of.totalRate());
        put(node, "prompt_tokens_read", of.read());
        put(node, "prompt_tokens_read_again", of.again());
        node.put("replies", of.replies()).put("failed", of.failed()).put("shorter", of.shorter());
        of.failures().forEach(node.putArray("failures")::add);
        return node;
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        } else {
            node.putNull(name);
        }
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(name, value.getAsDouble());
        } else {
            node.putNull(name);
        }
    }
}
