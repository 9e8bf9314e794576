package dev.parley.engine.supervisor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.supervisor.HealthProbe.Health;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parley's own engine: told its settings and token by a line of standard input, it says by lines how it is. */
final class ParleyChild implements ChildKind {

    private static final String TOKEN = "token";

    private final EngineCommand command;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final JsonMapper json = JsonMapper.builder().build();

    ParleyChild(EngineCommand command, Map<String, ? extends @Nullable Object> settings) {
        this.command = command;
        settings.forEach((name, value) -> {
            if (value != null) {
                this.settings.put(name, value);
            }
        });
        // Here, where the caller hears of it, and not first on the supervisor's own thread.
        var _ = settingsWith("");
    }

    @Override
    public @Nullable String ownToken() {
        return settings.get(TOKEN) instanceof String given ? given : null;
    }

    @Override
    public EngineChild start(String token, Duration grace) throws IOException {
        var child = EngineChild.start(
                command.line(), command.directory(), Map.of(), line -> ChildEvent.parse(json, line), grace);
        child.tell(settingsWith(token));
        return child;
    }

    @Override
    public EngineFeatures features(URI base, String token) {
        return EngineFeatures.PARLEY;
    }

    @Override
    public Optional<Health> health(HealthProbe probe, URI base, String token) throws InterruptedException {
        return probe.ask(base);
    }

    private String settingsWith(String token) {
        var told = new LinkedHashMap<>(settings);
        told.put(TOKEN, token);
        try {
            return json.writeValueAsString(told);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The engine's settings cannot be written as JSON: " + e.getMessage(), e);
        }
    }
}
