package dev.parley.bot.persona;

import dev.parley.bot.persona.Bootstrap.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An evaluation as a picture, in SVG: for each check the share of replies that pass, from the hollow dot (prompt only) to
 * the full one (prompt and adapter); below, the difference in likelihood of each example as a bar.
 */
final class EvaluationPlot {
    private static final int WIDTH = 720;
    private static final int LEFT = 250;
    private static final int RIGHT = 60;
    private static final int ROW = 26;
    private static final int BARS = 120;
    private static final String BETTER = "#2a7f62";
    private static final String WORSE = "#b5442c";

    private final StringBuilder svg = new StringBuilder();

    private EvaluationPlot() {}

    static String of(String title, Findings findings) {
        return new EvaluationPlot().draw(title, findings);
    }

    private String draw(String title, Findings findings) {
        List<Findings.Row> rows = new ArrayList<>(findings.checks());
        findings.all().ifPresent(rows::add);
        int top = 60;
        int checks = rows.isEmpty() ? 0 : rows.size() * ROW + 60;
        int height = top + checks + BARS + 60;
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="sans-serif" font-size="13" fill="#222">
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                """.formatted(WIDTH, height));
        text(20, 26, "start", 16, title);
        if (!rows.isEmpty()) {
            dumbbells(rows, top);
        }
        bars(findings, top + checks);
        return svg.append("</svg>\n").toString();
    }

    private void dumbbells(List<Findings.Row> rows, int top) {
        text(20, top - 8, "start", 12, "Replies that pass, in %: hollow with the prompt only, full with the adapter");
        int bottom = top + rows.size() * ROW + 8;
        for (int percent = 0; percent <= 100; percent += 25) {
            double x = x(percent / 100.0);
            line(x, top, x, bottom, "#ddd", 1);
            text(x, bottom + 16, "middle", 11, String.valueOf(percent));
        }
        for (int i = 0; i < rows.size(); i++) {
            Findings.Row row = rows.get(i);
            Difference passes = row.passes();
            double y = top + ROW * (i + 0.5) + 4;
            String colour = passes.value() < 0 ? WORSE : BETTER;
            text(LEFT - 14, y + 4, "end", 13, row.words());
            line(x(passes.before()), y, x(passes.after()), y, colour, 3);
            circle(x(passes.before()), y, colour, "#fff");
            circle(x(passes.after()), y, colour, colour);
            text(WIDTH - RIGHT + 12, y + 4, "start", 12, String.format(Locale.ROOT, "%+.0f", 100 * passes.value()));
        }
    }

    private void bars(Findings findings, int top) {
        List<Double> spread = findings.spread();
        double largest =
                Math.max(1e-9, spread.stream().mapToDouble(Math::abs).max().orElse(1));
        double zero = top + 24 + BARS / 2.0;
        text(
                20,
                top + 8,
                "start",
                12,
                String.format(
                        Locale.ROOT,
                        "Log-probability of a token with the adapter, less that without, for each example; mean %+.3f",
                        findings.likelihood().value()));
        double step = (WIDTH - 40.0 - 50) / spread.size();
        for (int i = 0; i < spread.size(); i++) {
            double height = Math.abs(spread.get(i)) / largest * (BARS / 2.0);
            boolean better = spread.get(i) >= 0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
                    70 + i * step,
                    better ? zero - height : zero,
                    Math.max(1, step - 2),
                    height,
                    better ? BETTER : WORSE));
        }
        line(66, zero, WIDTH - 20, zero, "#222", 1);
        text(60, zero + 4, "end", 11, "0");
        text(60, zero - BARS / 2.0 + 8, "end", 11, String.format(Locale.ROOT, "%+.2f", largest));
        text(60, zero + BARS / 2.0, "end", 11, String.format(Locale.ROOT, "%+.2f", -largest));
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private void line(double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>\n",
                x1,
                y1,
                x2,
                y2,
                colour,
                width));
    }

    private void circle(double x, double y, String colour, String fill) {
        svg.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" stroke=\"%s\" stroke-width=\"2\" fill=\"%s\"/>\n",
                x,
                y,
                colour,
                fill));
    }

    private void text(double x, double y, String anchor, int size, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>\n",
                x,
                y,
                anchor,
                size,
                words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
