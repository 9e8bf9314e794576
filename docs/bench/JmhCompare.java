import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.Locale;

/** Sets the results of JMH that were just measured beside those that were kept: {@code JmhCompare KEPT NEW}. */
class JmhCompare {
    public static void main(String[] args) throws IOException {
        File kept = new File(args[0]);
        ObjectMapper json = new ObjectMapper();
        JsonNode before = kept.exists() ? json.readTree(kept) : json.createArrayNode();
        for (JsonNode now : json.readTree(new File(args[1]))) {
            String name = now.path("benchmark").asText();
            JsonNode metric = now.path("primaryMetric");
            String ratio = "nothing kept to compare with";
            for (JsonNode each : before) {
                if (each.path("benchmark").asText().equals(name)) {
                    double old = each.path("primaryMetric").path("score").asDouble();
                    ratio = String.format(
                            Locale.ROOT, "x %.2f of the kept %.3f", metric.path("score").asDouble() / old, old);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-52s %10.3f +- %.3f %s, %s%n",
                    name.replaceAll(".*\\.(\\w+\\.\\w+)$", "$1"),
                    metric.path("score").asDouble(),
                    metric.path("scoreError").asDouble(),
                    metric.path("scoreUnit").asText(),
                    ratio);
        }
    }
}
