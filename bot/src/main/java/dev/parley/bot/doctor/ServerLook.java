package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.config.SafeAddress;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.EngineFeatures;
import dev.parley.engine.client.FeatureProbe;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The server at {@code engine.url}: whether it answers, what it is, and what it cannot do.
 *
 * @param url where
 * @param key its bearer token; empty where it wants none
 * @param model as it is called there; null where there is only one
 * @param lacks says what a server cannot do, a sentence each
 */
record ServerLook(URI url, String key, @Nullable String model, Function<EngineFeatures, List<String>> lacks)
        implements Look {
    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        try (FeatureProbe probe = new FeatureProbe(FeatureProbe.base(url), key, FeatureProbe.Words.SETTINGS)) {
            EngineFeatures features = probe.probe(model);
            findings.add(new Finding.Well(features.server().title() + " " + features.version() + " answers at " + url
                    + ", " + (features.model().isEmpty() ? "one model" : features.model())));
            lacks.apply(features).forEach(lack -> findings.add(new Finding.Well(lack)));
        } catch (EngineException.Lost e) {
            findings.add(new Finding.Wrong(
                    "Nothing that is ready answers at " + url + ": " + e.getMessage(),
                    "Start that server, or set engine.url to where it is; without engine.url Parley's own engine"
                            + " answers.",
                    ExitCode.ENGINE));
        } catch (EngineException e) {
            findings.add(Finding.wrong(
                    e, "See what is set at engine.url, engine.api-key and engine.model.", ExitCode.ENGINE));
        }
        if (!SafeAddress.isLoopback(url)) {
            findings.add(new Finding.Well(Words.english().say("engine.elsewhere", url.getHost())));
        }
        return List.copyOf(findings);
    }
}
