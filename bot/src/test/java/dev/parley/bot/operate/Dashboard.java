package dev.parley.bot.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code deploy/grafana} and {@code deploy/prometheus} ask for. */
public final class Dashboard {
    static final Path FILE = Path.of("..", "deploy", "grafana", "parley.json");
    static final Path ALERTS = Path.of("..", "deploy", "prometheus", "alerts.yaml");

    private static final Pattern METRIC = Pattern.compile("\\b(?:parley|jvm|process|system)_[a-z_]+\\b");

    private Dashboard() {}

    /** The expressions of all panels and variables, with what Grafana would put in. */
    public static List<String> expressions() throws IOException {
        List<String> found = new ArrayList<>();
        for (JsonNode panel :
                JsonMapper.builder().build().readTree(FILE.toFile()).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                found.add(target.path("expr")
                        .asText()
                        .replace("$__rate_interval", "1m")
                        .replace("$instance", ".*"));
            }
        }
        return found;
    }

    /** The metrics that dashboard and alerts name. */
    public static Set<String> metrics() throws IOException {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(Files.readString(FILE)).results().forEach(each -> names.add(each.group()));
        Files.readString(ALERTS)
                .lines()
                .filter(line -> line.contains("expr:"))
                .forEach(line -> METRIC.matcher(line).results().forEach(each -> names.add(each.group())));
        return names;
    }
}
