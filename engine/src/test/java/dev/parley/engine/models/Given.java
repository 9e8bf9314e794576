package dev.parley.engine.models;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests of downloads have in common. */
final class Given {

    /** Impatient enough for a test, patient enough for a busy machine. */
    static final DownloadLimits LIMITS =
            new DownloadLimits(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMillis(1), 3);

    static final String NAME = "test-model";
    static final ModelSource HUB_SOURCE = new ModelSource.Hub(Hub.REPOSITORY, "main", Hub.FILE);

    private Given() {}

    /** A catalogue's model from the hub, or from the sources that are given. */
    static ModelReference.Named model(@Nullable String sha256, long size, ModelSource... sources) {
        var licence = new Licence("Apache-2.0", URI.create("https://example.org/licence"));
        return new ModelReference.Named(new CatalogModel(
                NAME,
                "Test",
                "for tests",
                licence,
                size,
                sha256,
                2048,
                256,
                ModelSampling.PLAIN,
                sources.length == 0 ? List.of(HUB_SOURCE) : List.of(sources)));
    }

    /** Downloads from that hub, without a token and without Python. */
    static Downloads downloads(Hub hub) {
        return new Downloads(new HubSettings(hub.endpoint(), null), List.of("no-such-python"), LIMITS);
    }
}
