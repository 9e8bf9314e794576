package dev.parley.engine.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the catalogue's YAML into models, and refuses one that contradicts itself: it is ours, so that is a bug. */
final class CatalogReader {

    private record Catalogue(List<Entry> models) {}

    private record Entry(
            String name,
            String family,
            String about,
            Licence licence,
            long size,
            @Nullable String sha256,
            int context,
            long cache,
            Sampling sampling,
            List<Source> sources) {}

    private record Sampling(
            double temperature,
            @JsonProperty("top-k") @Nullable Integer topK,
            @JsonProperty("top-p") @Nullable Double topP,
            @JsonProperty("min-p") @Nullable Double minP,
            @JsonProperty("repeat-penalty") @Nullable Double repeatPenalty) {}

    private record Source(
            @Nullable String hub,
            @Nullable String revision,
            @JsonProperty("package") @Nullable String pythonPackage,
            @Nullable String version,
            String file) {}

    private CatalogReader() {}

    /** Reads it to its end; the caller closes it. */
    static List<CatalogModel> read(InputStream yaml) throws IOException {
        var mapper = JsonMapper.builder(new YAMLFactory())
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        var models = mapper.readValue(yaml, Catalogue.class).models().stream()
                .map(CatalogReader::model)
                .toList();
        var names = new HashSet<String>();
        for (var model : models) {
            if (!names.add(model.name())) {
                throw new IllegalArgumentException("the catalogue has the model " + model.name() + " twice");
            }
        }
        return models;
    }

    private static CatalogModel model(Entry entry) {
        if (!entry.name().matches("[a-z0-9][a-z0-9.-]*")
                || (entry.sha256() != null && !Sha256.isOne(entry.sha256()))
                || entry.size() < 1
                || entry.context() < 1
                || entry.cache() < 1
                || entry.sources().isEmpty()) {
            throw new IllegalArgumentException(
                    "the catalogue's model %s has an impossible value".formatted(entry.name()));
        }
        return new CatalogModel(
                entry.name(),
                entry.family(),
                entry.about(),
                entry.licence(),
                entry.size(),
                entry.sha256(),
                entry.context(),
                entry.cache(),
                sampling(entry.sampling()),
                entry.sources().stream().map(CatalogReader::source).toList());
    }

    private static ModelSampling sampling(Sampling given) {
        var plain = ModelSampling.PLAIN;
        return new ModelSampling(
                given.temperature(),
                Objects.requireNonNullElse(given.topK(), plain.topK()),
                Objects.requireNonNullElse(given.topP(), plain.topP()),
                Objects.requireNonNullElse(given.minP(), plain.minP()),
                Objects.requireNonNullElse(given.repeatPenalty(), plain.repeatPenalty()));
    }

    private static ModelSource source(Source source) {
        if (source.hub() != null) {
            return new ModelSource.Hub(
                    source.hub(), Objects.requireNonNullElse(source.revision(), "main"), source.file());
        }
        return new ModelSource.PythonPackage(
                Objects.requireNonNull(source.pythonPackage(), "package"),
                Objects.requireNonNull(source.version(), "version"),
                source.file());
    }
}
