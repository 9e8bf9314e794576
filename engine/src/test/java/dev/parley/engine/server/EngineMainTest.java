package dev.parley.engine.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.engine.fixture.TinyModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine as its parent sees it: a real process, its standard streams and its port. */
final class EngineMainTest {

    @TempDir
    Path folder;

    private Path temporary;
    private Process child;

    @BeforeEach
    void makeRoom() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    @AfterEach
    void endTheChildAndLookForLeftovers() throws Exception {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
        try (var files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void servesUntilItsInputEnds() throws Exception {
        BufferedReader events = start(settings().toString());
        assertThat(next(events).path("event").asText()).isEqualTo("loading");
        JsonNode ready = next(events);
        assertThat(ready.path("event").asText()).isEqualTo("ready");
        assertThat(ready.path("summary").asText())
                .contains("tiny")
                .contains("F32")
                .contains("1 thread");
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + ready.path("port").asInt() + "/props");
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer secret")
                    .build();
            JsonNode props =
                    Served.parse(client.send(request, BodyHandlers.ofString()).body());
            assertThat(props.path("n_ctx").asInt()).isEqualTo(2048);
            assertThat(props.path("pool").asInt()).isEqualTo(8 * 2048);
        }

        child.getOutputStream().close();

        assertThat(child.waitFor(5, SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
        assertThat(events.readLine()).isNull();
    }

    @Test
    void saysThatThereIsNoFile() throws Exception {
        assertFails(settings().put("model", folder.resolve("gone.gguf").toString()), "model", "gone.gguf");
    }

    @Test
    void saysThatAFileIsCutShort() throws Exception {
        assertFails(model(TinyModel.writeTruncated(folder.resolve("cut.gguf"))), "model", "cut.gguf is cut short");
    }

    @Test
    void saysThatAFileIsNoGguf() throws Exception {
        assertFails(model(TinyModel.writeNoGguf(folder.resolve("page.gguf"))), "model", "page.gguf");
    }

    @Test
    void saysThatAnArchitectureIsUnknown() throws Exception {
        assertFails(model(TinyModel.writeUnknownArchitecture(folder.resolve("new.gguf"))), "model", "qwen3");
    }

    @Test
    void saysThatAChatTemplateIsUnknown() throws Exception {
        assertFails(settings().put("chatTemplate", "nobody's"), "model", "engine.chat-template");
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFails(settings().put("port", taken.getLocalPort()), "port", "port " + taken.getLocalPort());
        }
    }

    @Test
    void saysThatALibraryIsNone() throws Exception {
        Path text = Files.writeString(folder.resolve("libllama.so"), "no library");
        assertFails(settings().put("libraryPath", text.toString()), "library", "libllama.so");
    }

    @Test
    void saysThatALibraryIsAnother() throws Exception {
        Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("jimage"));
        assertFails(settings().put("libraryPath", other.toString()), "library", "b4916");
    }

    @Test
    void saysThatThereIsNoMemory() throws Exception {
        Path large = TinyModel.standard().withContextLength(Integer.MAX_VALUE).writeTo(folder.resolve("large.gguf"));
        assertFails(model(large).put("context", 2_000_000_000), "memory", "engine.context");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "token | null",
                "token | \"\"",
                "model | null",
                "model | \"\\u0000\"",
                "modelName | null",
                "port | 70000",
                "port | -1",
                "port | \"x\"",
                "context | -1",
                "parallel | -1",
                "parallel | 1000000",
                "threads | -1",
                "threads | 100000",
                "gpuLayers | -1",
                "cacheBytes | -1",
                "diskBytes | -1",
                "stateFolder | \"/without/a/model/identity\"",
                "nobodyKnows | 1"
            })
    void saysWhichSettingIsWrong(String name, String value) throws Exception {
        assertFails(settings().set(name, Served.parse(value)), "settings", name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``", "hello", "[]", "null", "{}", "5"})
    void saysThatItGotNoSettings(String line) throws Exception {
        assertFails(line, "settings", "settings");
    }

    private ObjectNode settings() {
        return model(TinyModel.write(folder.resolve("tiny.gguf")));
    }

    private static ObjectNode model(Path file) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("token", "secret")
                .put("model", file.toString())
                .put("modelName", "tiny")
                .put("threads", 1);
    }

    private void assertFails(JsonNode settings, String kind, String words) throws Exception {
        assertFails(settings.toString(), kind, words);
    }

    private void assertFails(String line, String kind, String words) throws Exception {
        BufferedReader events = start(line);
        JsonNode event = next(events);
        if (event.path("event").asText().equals("loading")) {
            event = next(events);
        }

        assertThat(event.path("event").asText()).as("%s", event).isEqualTo("failed");
        assertThat(event.path("kind").asText()).as("%s", event).isEqualTo(kind);
        assertThat(event.path("message").asText()).contains(words);
        assertThat(events.readLine()).isNull();
        assertThat(child.waitFor(5, SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(3);
    }

    private BufferedReader start(String line) throws IOException {
        child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineMain.class.getName()))
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        child.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        child.getOutputStream().flush();
        return child.inputReader(StandardCharsets.UTF_8);
    }

    private JsonNode next(BufferedReader events) throws IOException {
        String line = events.readLine();
        assertThat(line).as(() -> "standard error: " + errors()).isNotNull();
        return Served.parse(line);
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
