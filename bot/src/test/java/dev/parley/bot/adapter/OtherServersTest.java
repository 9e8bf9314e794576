package dev.parley.bot.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.words.Words;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.models.LoraFile;
import dev.parley.prompts.AdapterFile;
import dev.parley.prompts.Persona;
import dev.parley.prompts.SamplingOverrides;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On servers that are not Parley's own. */
class OtherServersTest {
    private static final String SCALES =
            "[{\"id\":0,\"path\":\"models/coder/adapters/tiny.gguf\",\"scale\":1.0,\"task_name\":\"\"},"
                    + "{\"id\":1,\"path\":\"models/writer/adapters/tiny.gguf\",\"scale\":1.0,\"task_name\":\"\"}]";

    @TempDir
    Path folder;

    private Path file;
    private Persona writer;

    @BeforeEach
    void write() throws Exception {
        file = folder.resolve("writer/adapters/tiny.gguf");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "an adapter");
        writer = persona("writer", Map.of("tiny", new AdapterFile(file, 0.5, sha256("an adapter"))));
    }

    @Test
    void usesTheOneThatLiesInThePersonasFolderAndTellsLlamaServerToLeaveOutTheOthers() {
        try (var server = OtherServer.llamaServer(SCALES)) {
            Adapter adapter = new Adapters(server.client(), "tiny").of(writer);

            assertThat(adapter).isInstanceOf(Adapter.Active.class);
            assertThat(adapter.uses()).containsExactly(new AdapterUse(0, 0), new AdapterUse(1, 0.5));
            assertThat(adapter.stored())
                    .isEqualTo("tiny.gguf@" + sha256("an adapter").substring(0, 12) + "*0.5");
        }
    }

    @Test
    void findsItByItsWholePathToo() {
        String list = "[{\"id\":4,\"path\":\"" + file.toAbsolutePath() + "\",\"scale\":0.0}]";
        try (var server = OtherServer.llamaServer(list)) {
            assertThat(new Adapters(server.client(), "tiny").of(writer).uses()).containsExactly(new AdapterUse(4, 0.5));
        }
    }

    @Test
    void leavesOutAllForAPersonaWithoutOne() {
        try (var server = OtherServer.llamaServer(SCALES)) {
            Adapter adapter = new Adapters(server.client(), "tiny").of(persona("plain", Map.of()));

            assertThat(adapter).isInstanceOf(Adapter.None.class);
            assertThat(adapter.uses()).containsExactly(new AdapterUse(0, 0), new AdapterUse(1, 0));
            assertThat(adapter.stored()).isNull();
        }
    }

    @Test
    void looksForItUnderTheNameOfTheModelThatRuns() {
        try (var server = OtherServer.llamaServer(SCALES)) {
            Adapter adapter = new Adapters(server.client(), "huge").of(writer);

            assertThat(adapter).isInstanceOf(Adapter.None.class);
            assertThat(adapter.in("huge", Words.english())).contains("no adapter for huge", "by its prompt");
        }
    }

    @Test
    void asksForTheIdsAgainWhenTheServerWasStartedAgain() {
        try (var server = OtherServer.llamaServer(SCALES)) {
            Adapters adapters = new Adapters(server.client(), "tiny");
            adapters.of(writer);
            server.startAgain("[{\"id\":0,\"path\":\"models/writer/adapters/tiny.gguf\",\"scale\":1.0}]");

            assertThat(adapters.of(writer).uses()).containsExactly(new AdapterUse(0, 0.5));
        }
    }

    @Test
    void saysThatLlamaServerHasToBeStartedWithIt() {
        try (var server = OtherServer.llamaServer("[]")) {
            Adapter adapter = new Adapters(server.client(), "tiny").of(writer);

            assertThat(adapter.in("tiny", Words.english())).contains("writer/adapters/tiny.gguf", "--lora");
            assertThat(adapter.uses()).isEmpty();
        }
    }

    @Test
    void saysThatTheServerKnowsNoAdaptersAndAsksForNoneToBeLoaded() {
        try (var server = OtherServer.withoutAdapters()) {
            Adapters adapters = new Adapters(server.client(), "tiny");

            assertThat(adapters.of(writer)).isEqualTo(new Adapter.Broken(new Flaw.NoPlace(), List.of()));
            assertThat(adapters.of(persona("plain", Map.of()))).isEqualTo(new Adapter.None(List.of()));
            assertThat(server.calls()).containsOnly("GET /lora-adapters");
        }
    }

    @Test
    void saysThatTheFileIsGoneAndFindsItWhenItIsBack() throws IOException {
        try (var server = OtherServer.llamaServer(SCALES)) {
            Adapters adapters = new Adapters(server.client(), "tiny");
            Files.delete(file);

            Adapter gone = adapters.of(writer);
            assertThat(gone.in("tiny", Words.english())).contains("no file writer/adapters/tiny.gguf");
            assertThat(gone.uses()).containsExactly(new AdapterUse(0, 0), new AdapterUse(1, 0));

            Files.writeString(file, "an adapter");
            assertThat(adapters.of(writer)).isInstanceOf(Adapter.Active.class);
        }
    }

    @Test
    void saysThatTheFileIsAnotherOneAsSoonAsItIs() throws IOException {
        try (var server = OtherServer.llamaServer(SCALES)) {
            Adapters adapters = new Adapters(server.client(), "tiny");
            assertThat(adapters.of(writer)).isInstanceOf(Adapter.Active.class);
            Files.writeString(file, "an adapter, damaged");

            assertThat(adapters.of(writer).in("tiny", Words.english())).contains("damaged", "checksum");
        }
    }

    @Test
    void saysThatTheFileIsTooLargeWithoutReadingIt() throws IOException {
        try (var server = OtherServer.llamaServer(SCALES);
                var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(LoraFile.LARGEST + 1);

            assertThat(new Adapters(server.client(), "tiny").of(writer).in("tiny", Words.english()))
                    .contains("larger than the 512 MB");
        }
    }

    private static Persona persona(String id, Map<String, AdapterFile> adapters) {
        return Persona.of(id, id, "Writes.", "", "You write.", SamplingOverrides.NONE, adapters);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
