package dev.parley.bot.persona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.ModelFile;
import dev.parley.engine.models.ModelSampling;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import dev.parley.prompts.SamplingOverrides;
import dev.parley.prompts.examples.Examples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real engine, on the tiny model with a random adapter. */
class PersonaEvaluationTest {
    private static final Pattern LIKELIHOOD =
            Pattern.compile("mean log-probability of a token \\| (-[0-9.]+) \\| (-[0-9.]+) \\| ([-+][0-9.]+) ");

    @TempDir
    private static Path models;

    private static TinyEngine running;
    private static EngineClient engine;
    private static Path model;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Persona pirate;

    @BeforeAll
    static void start() throws InterruptedException {
        model = TinyModel.standard().writeTo(models.resolve("tiny.gguf"));
        running = TinyEngine.start(models, model);
        engine = running.client();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void teachAPirate() throws Exception {
        Files.createDirectories(folder.resolve("examples"));
        Path adapter = TinyLora.of(1).writeTo(folder.resolve("tiny.gguf"), model);
        pirate = pirate(Map.of("tiny", new AdapterFile(adapter, 1, sha256(adapter))));
        examples(IntStream.range(0, 6).mapToObj(i -> """
                        {"id": "p%1$d", "messages": [{"role": "user", "content": "Where is %1$d?"},\
                        {"role": "assistant", "content": "In the %1$dth harbour."}], "check": {"words": [3, 400]}}""".formatted(i)));
    }

    @Test
    void comparesThePromptOnlyWithPromptAndAdapter() throws Exception {
        var report = Files.readString(evaluate(null));

        var found = LIKELIHOOD.matcher(report);
        assertThat(found.find()).isTrue();
        assertThat(Double.parseDouble(found.group(1)))
                .isCloseTo(logProbability(List.of()), within(0.02))
                .isNotCloseTo(Double.parseDouble(found.group(2)), within(0.05));
        assertThat(report)
                .contains("on 6 held-out examples", "| length | 6 | ", "| **all checks** | 6 | ")
                .contains(pirate.adapters().get("tiny").sha256());
        assertThat(folder.resolve("evaluation.svg")).content().startsWith("<svg");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("12 of 12");
    }

    @Test
    void anAdapterThatDoesNextToNothingIsWorthNothing() throws Exception {
        Path weak = TinyLora.of(1).withStrength(1e-6).writeTo(folder.resolve("weak.gguf"), model);
        pirate = pirate(Map.of("tiny", new AdapterFile(weak, 1, sha256(weak))));

        var found = LIKELIHOOD.matcher(Files.readString(evaluate(null)));

        assertThat(found.find()).isTrue();
        assertThat(Double.parseDouble(found.group(3))).isCloseTo(0, within(0.01));
    }

    @Test
    void asksNoMoreThanTheLimit() throws Exception {
        assertThat(evaluate(2)).content().contains("on 2 held-out examples", "the first 2");
    }

    @Test
    void replacesAnOlderReportAndLeavesNothingElse() throws Exception {
        Files.writeString(folder.resolve("evaluation.md"), "old");

        evaluate(1);

        assertThat(folder.resolve("evaluation.md")).content().doesNotContain("old");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("examples", "tiny.gguf", "evaluation.md", "evaluation.svg");
        }
    }

    @Test
    void whatIsBrokenOffKeepsTheOldReport() throws Exception {
        Files.writeString(folder.resolve("evaluation.md"), "old");

        var running = Thread.ofVirtual().unstarted(() -> {
            Thread.currentThread().interrupt();
            try {
                evaluate(null);
            } catch (InterruptedException | IOException | RuntimeException _) {
                // As it should.
            }
        });
        running.start();
        running.join();

        assertThat(folder.resolve("evaluation.md")).hasContent("old");
        assertThat(folder.resolve("evaluation.svg")).doesNotExist();
    }

    @Test
    void withoutAnAdapterThereIsNothingToCompare() {
        pirate = pirate(Map.of());

        assertRefused("pirate has no adapter for tiny; train one: ./parley persona train pirate", ExitCode.USAGE);
    }

    @Test
    void anAdapterThatTheEngineRefusesIsNamed() throws Exception {
        Path foreign = TinyLora.of(1).withArchitecture("qwen2").writeTo(folder.resolve("foreign.gguf"), model);
        pirate = pirate(Map.of("tiny", new AdapterFile(foreign, 1, sha256(foreign))));

        assertRefused("qwen2", ExitCode.MODEL);
    }

    @Test
    void withoutExamplesThereIsNothingToAsk() throws Exception {
        Files.delete(folder.resolve("examples/held-out.jsonl"));

        assertRefused("held-out.jsonl", ExitCode.USAGE);
    }

    @Test
    void anExampleThatCannotBeReadIsNamed() throws Exception {
        Files.writeString(folder.resolve("examples/held-out.jsonl"), "\nnonsense\n");

        assertRefused("held-out.jsonl:2: This line is not JSON", ExitCode.USAGE);
    }

    @Test
    void saysBeforehandWhereItCannotWrite() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> evaluation(null, file).prepare())
                .withMessageContaining("--out")
                .returns(ExitCode.STORAGE, CommandFailure::exitCode);
    }

    private void assertRefused(String words, ExitCode code) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> evaluate(null))
                .withMessageContaining(words)
                .returns(code, CommandFailure::exitCode);
        assertThat(folder.resolve("evaluation.md")).doesNotExist();
    }

    private Path evaluate(@Nullable Integer limit) throws InterruptedException, IOException {
        var evaluation = evaluation(limit, folder);
        evaluation.prepare();
        return evaluation.evaluate(engine);
    }

    private PersonaEvaluation evaluation(@Nullable Integer limit, Path out) {
        return new PersonaEvaluation(
                new PersonaEvaluation.Job(
                        pirate,
                        Examples.read(folder),
                        limit,
                        out,
                        new ModelFile("tiny", model, "ab".repeat(32), 1),
                        ModelSampling.PLAIN),
                Map.of(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    /** Each reply's tokens read back one by one; the same sum by another way. */
    private double logProbability(List<AdapterUse> adapters) {
        return Examples.read(folder).heldOut().stream()
                .map(example -> TrainingIds.of(engine, pirate, example))
                .mapToDouble(example -> {
                    int first = example.loss().indexOf(1);
                    return engine.echo(example.ids(), 0, adapters).stream()
                            .skip(first - 1L)
                            .mapToDouble(token -> token.logProbability())
                            .average()
                            .orElseThrow();
                })
                .average()
                .orElseThrow();
    }

    private static Persona pirate(Map<String, AdapterFile> adapters) {
        return Persona.of(
                "pirate",
                "Pirate",
                "Talks like one.",
                "",
                "You are a pirate.",
                new SamplingOverrides(0.5, null, null, null, null, 40),
                adapters);
    }

    private void examples(Stream<String> lines) throws IOException {
        Files.writeString(folder.resolve("examples/held-out.jsonl"), lines.collect(Collectors.joining("\n")));
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
