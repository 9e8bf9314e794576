package dev.parley.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.LoraFile;
import dev.parley.engine.server.Served.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoraServerTest {

    private static final String HELLO =
            "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]," + "\"temperature\":0,\"max_tokens\":20";

    private Path folder;
    private Path model;
    private Path first;
    private Served served;

    @BeforeAll
    void serve(@TempDir Path temporary) {
        folder = temporary;
        model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        first = TinyLora.of(1).writeTo(folder.resolve("first.gguf"), model);
        served = new Served(Models.of(model));
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void loadsEachContentOnceAndListsIt() throws IOException {
        String sha = LoraFile.check(first, model).sha256();
        int id = load(first);
        Path copy = Files.copy(first, folder.resolve("copy.gguf"));
        Path second = TinyLora.of(2).writeTo(folder.resolve("second.gguf"), model);

        assertThat(load(copy)).isEqualTo(id);
        assertThat(answer(first, sha).body().path("id").asInt(-1)).isEqualTo(id);
        assertThat(load(second)).isNotEqualTo(id);
        JsonNode listed = served.get("/lora-adapters").body().path(id);
        assertThat(listed.path("id").asInt(-1)).isEqualTo(id);
        assertThat(listed.path("path").asText()).isEqualTo(first.toString());
        assertThat(listed.path("scale").asDouble(-1)).isZero();
        assertThat(listed.path("sha256").asText()).isEqualTo(sha);
    }

    @Test
    void answersUnderTheAdapterThatIsAskedFor() {
        int id = load(first);
        String bare = said("");
        String adapted = said(",\"lora\":[{\"id\":" + id + ",\"scale\":1.0}]");

        assertThat(adapted).isNotEqualTo(bare);
        assertThat(said(",\"lora\":[{\"id\":" + id + ",\"scale\":0}]")).isEqualTo(bare);
        assertThat(said(",\"lora\":[]")).isEqualTo(bare);
        assertThat(said(",\"lora\":null")).isEqualTo(bare);
        assertThat(said(",\"lora\":[{\"id\":" + id + ",\"scale\":1}]")).isEqualTo(adapted);
        assertThat(said(",\"lora\":[{\"id\":" + id + ",\"scale\":2}]")).isNotEqualTo(adapted);
    }

    @Test
    void refusesBadFilesByNameAndGoesOn() throws IOException {
        Path damaged = folder.resolve("damaged.gguf");
        byte[] whole = TinyLora.of(3).gguf(model).toBytes();
        Files.write(damaged, Arrays.copyOf(whole, whole.length / 2));
        refused(damaged, null, "damaged.gguf is cut short");
        refused(folder.resolve("missing.gguf"), null, "There is no adapter file");
        refused(TinyModel.writeNoGguf(folder.resolve("no.gguf")), null, "is no GGUF adapter");
        refused(model, null, "is no adapter but of the type \"model\"");
        refused(
                TinyLora.of(3).withArchitecture("qwen2").writeTo(folder.resolve("foreign.gguf"), model),
                null,
                "was made for a model of the architecture \"qwen2\"");
        refused(first, "0".repeat(64), "The checksum of " + first + " differs");
        refused(first, "abc", "'sha256'");
        refused(Path.of("relative.gguf"), null, "'path' must be the absolute path");

        assertThat(said("")).isNotEmpty();
    }

    @Test
    void weightsThatBlowUpHurtNobodyElse() {
        int id = load(TinyLora.of(4).withStrength(3e4).writeTo(folder.resolve("huge.gguf"), model));
        String bare = said("");
        String lora = ",\"lora\":[{\"id\":" + id + ",\"scale\":4}]";

        for (String sampling : List.of("0", "1", "0.8")) {
            Answer answer = served.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"temperature\":"
                    + sampling + ",\"max_tokens\":20,\"logprobs\":true,\"top_logprobs\":5" + lora + "}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().path("message").asText()).contains("makes the model's numbers overflow");
        }
        assertThat(said("")).isEqualTo(bare);
    }

    private String said(String more) {
        Answer answer = served.chat("{" + HELLO + more + "}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().at("/choices/0/message/content").asText();
    }

    private int load(Path file) {
        Answer answer = answer(file, null);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("id").asInt(-1);
    }

    private void refused(Path file, @Nullable String sha256, String words) {
        Answer answer = answer(file, sha256);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.error().path("message").asText()).contains(words);
    }

    private Answer answer(Path file, @Nullable String sha256) {
        String more = sha256 == null ? "" : ",\"sha256\":\"" + sha256 + "\"";
        return served.post("/lora-adapters/load", "{\"path\":\"" + file + "\"" + more + "}");
    }
}
