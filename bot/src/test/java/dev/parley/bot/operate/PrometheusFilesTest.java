package dev.parley.bot.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in {@code deploy/prometheus} and {@code deploy/grafana}, by the tool of those who use it. */
final class PrometheusFilesTest {
    private static final Path FOLDER = Path.of("..", "deploy", "prometheus");

    @ParameterizedTest
    @CsvSource({"check, rules, alerts.yaml", "check, config, prometheus.yaml", "test, rules, alerts.test.yaml"})
    void promtoolIsContentWith(String verb, String what, String file) throws Exception {
        promtool(FOLDER, verb, what, file);
    }

    @Test
    void promtoolReadsEveryExpressionOfTheDashboard(@TempDir Path folder) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        List<String> expressions = Dashboard.expressions();
        for (int i = 0; i < expressions.size(); i++) {
            rules.append("      - record: panel:").append(i).append("\n        expr: >-\n          ");
            rules.append(expressions.get(i)).append('\n');
        }
        Files.writeString(folder.resolve("dashboard.yaml"), rules);

        assertThat(promtool(folder, "check", "rules", "dashboard.yaml")).contains(expressions.size() + " rules found");
    }

    /** A test of rules that names no alert would be content with anything. */
    @Test
    void everyAlertHasATestAndANextStep() throws IOException {
        String tests = Files.readString(FOLDER.resolve("alerts.test.yaml"));
        List<String> alerts = Stream.of(
                        Files.readString(FOLDER.resolve("alerts.yaml")).split("- alert: "))
                .skip(1)
                .toList();

        assertThat(alerts).hasSizeGreaterThan(4).allSatisfy(alert -> {
            assertThat(alert).contains("Next: ", "summary: ", "severity: ");
            assertThat(tests)
                    .contains("ALERTS{alertname=\"" + alert.lines().findFirst().orElseThrow()
                            + "\", alertstate=\"firing\"");
        });
    }

    private static String promtool(Path folder, String verb, String what, String file)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Tools.find("promtool").toString(), verb, what, file)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
