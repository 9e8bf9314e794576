package dev.parley.bot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Set<String> personas = ConcurrentHashMap.newKeySet();
    private final Metrics metrics = new Metrics(registry, personas::contains);

    private Set<String> labels(String name, String label) {
        return registry.find(name).meters().stream()
                .map(Meter::getId)
                .map(id -> String.valueOf(id.getTag(label)))
                .collect(Collectors.toSet());
    }

    @Test
    void namesAPersonaThatThereIs() {
        personas.add("pirate");
        metrics.replied("slack", "pirate", ReplyEnd.ANSWERED);

        assertThat(labels("parley.replies", "persona")).containsExactly("pirate");
    }

    @Test
    void namesNoPersonaThatThereIsNot() {
        metrics.replied("slack", "what somebody typed", ReplyEnd.ANSWERED);

        assertThat(labels("parley.replies", "persona")).containsExactly("other");
    }

    @Test
    void stopsNamingPersonasWhenThereWereMany() {
        IntStream.range(0, 500).mapToObj(each -> "persona-" + each).forEach(each -> {
            personas.add(each);
            metrics.replied("slack", each, ReplyEnd.ANSWERED);
            personas.remove(each);
        });

        assertThat(labels("parley.replies", "persona")).hasSize(51).contains("other");
    }

    @Test
    void namesNoPlatformButItsOwn() {
        metrics.tooMany("T0123456");

        assertThat(labels("parley.rate.limited", "platform")).containsExactly("other");
    }

    @Test
    void showsAPlatformBeforeAnythingHappensThere() {
        metrics.platform("discord");

        assertThat(registry.get("parley.edits").counters())
                .extracting(Counter::count)
                .containsOnly(0.0)
                .hasSize(4);
        assertThat(labels("parley.replies", "outcome"))
                .contains("failed", "refused")
                .doesNotContain("answered");
    }

    @Test
    void countsAHitWhereAPartOfThePromptWasCached() {
        metrics.generated(100, 60, 7, 12);
        metrics.generated(100, 0, 7, 12);

        assertThat(registry.get("parley.state.cache")
                        .tag("result", "hit")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("parley.state.cache")
                        .tag("result", "miss")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("parley.tokens").tag("kind", "cached").counter().count())
                .isEqualTo(60);
    }
}
