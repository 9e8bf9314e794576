package dev.parley.bot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** A picture of the time to the first token, by turn: whether a conversation gets slower the longer it is. */
public final class BenchPlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 500;

    private BenchPlot() {}

    /**
     * Draws it. Needs no screen.
     *
     * @param title over the picture
     * @param outcomes one line for each; with nothing measured an empty picture
     * @param file a PNG, which is replaced
     * @throws IOException if it cannot be written, or this machine has no font to write with
     */
    public static void draw(String title, List<Outcome> outcomes, Path file) throws IOException {
        System.setProperty("java.awt.headless", "true");
        try {
            ImageIO.write(BitmapEncoder.getBufferedImage(chart(title, outcomes)), "png", file.toFile());
        } catch (RuntimeException | InternalError | UnsatisfiedLinkError e) {
            // What the JDK throws where there are no fonts depends on what exactly is missing.
            throw new IOException("this machine has no fonts to draw with; install fontconfig and a font", e);
        }
    }

    private static XYChart chart(String title, List<Outcome> outcomes) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("turn of the conversation")
                .yAxisTitle("first token, ms (half of the replies)")
                .build();
        chart.getStyler().setYAxisMin(0.0).setXAxisDecimalPattern("0");
        for (Outcome each : outcomes) {
            List<Integer> turns = new ArrayList<>();
            List<Double> millis = new ArrayList<>();
            for (int turn = 0; turn < each.firstTokenByTurn().size(); turn++) {
                OptionalDouble value = each.firstTokenByTurn().get(turn);
                if (value.isPresent()) {
                    turns.add(turn + 1);
                    millis.add(value.getAsDouble());
                }
            }
            if (!turns.isEmpty()) {
                chart.addSeries(each.server(), turns, millis);
            }
        }
        return chart;
    }
}
