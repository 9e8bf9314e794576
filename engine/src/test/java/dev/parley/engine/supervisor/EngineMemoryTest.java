package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.parley.engine.client.AdapterUse;
import dev.parley.engine.client.Cancellation;
import dev.parley.engine.client.Completion;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineEndpoint;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.GenerationListener;
import dev.parley.engine.client.GenerationRequest;
import dev.parley.engine.client.Sampling;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.fixture.TinyLora;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.Sha256;
import dev.parley.engine.server.EngineMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the engine's process takes while conversations come, go, are cancelled, forgotten and change their adapter. */
@EnabledOnOs(OS.LINUX)
class EngineMemoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MB = 1 << 20;
    /** The JVM, its code and threads, what is on its way, and llama.cpp's small change. */
    private static final long REST = 200 * MB;

    private static final int CLIENTS = 4;
    private static final int PEOPLE = 60;

    @TempDir
    private Path folder;

    private EngineSupervisor supervisor;
    private EngineClient client;
    private List<Integer> adapters = List.of();
    private final AtomicInteger replies = new AtomicInteger();

    @Test
    void staysWithinItsBoundsForAMinute() throws Exception {
        Path model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        soak(model, 1024, 16 * MB, 24 * MB, Duration.ofSeconds(60), true);
    }

    @Test
    @Tag("slow")
    @Timeout(2400)
    void staysWithinItsBoundsForHalfAnHour() throws Exception {
        Path model = TinyModel.standard().withoutEnd().writeTo(folder.resolve("tiny.gguf"));
        soak(model, 1024, 16 * MB, 24 * MB, Duration.ofMinutes(30), true);
    }

    @Test
    @Tag("slow")
    @Timeout(2400)
    void staysWithinItsBoundsForHalfAnHourOnTheRealModel() throws Exception {
        soak(RealModel.file(), 2048, 256 * MB, 512 * MB, Duration.ofMinutes(30), false);
    }

    private void soak(Path model, int context, long ram, long disk, Duration howLong, boolean withAdapters)
            throws Exception {
        start(model, context, ram, disk);
        try {
            if (withAdapters) {
                adapters = List.of(adapter(model, 1), adapter(model, 2));
            }
            long end = System.nanoTime() + howLong.toNanos();
            AtomicLong most = new AtomicLong();
            List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                Random random = new Random(i);
                                while (System.nanoTime() < end) {
                                    converse(random, context);
                                    most.accumulateAndGet(measure(ram), Math::max);
                                }
                            },
                            each -> Thread.ofPlatform().start(each)))
                    .toList();
            clients.forEach(CompletableFuture::join);
            JsonNode props = props();
            System.out.printf(
                    "%d replies; at most %d MB resident; at the end %s, %s%n",
                    replies.get(), most.get() / MB, props.path("memory"), props.path("states"));
            assertThat(replies).hasPositiveValue();
            assertThat(props.path("states").path("bytes").asLong()).isBetween(1L, ram);
            assertThat(props.path("states").path("file_bytes").asLong()).isBetween(1L, disk);
        } finally {
            client.close();
            supervisor.close();
        }
    }

    /** What is resident now beyond what it may be fails at once, with the numbers. */
    private long measure(long ram) {
        JsonNode memory = props().path("memory");
        long resident = memory.path("resident").asLong();
        assertThat(memory.path("total").asLong()).isPositive();
        assertThat(resident)
                .as("resident, of %s after %d replies", memory, replies.get())
                .isBetween(1L, memory.path("total").asLong() + ram + REST);
        return resident;
    }

    private void converse(Random random, int context) {
        String key = "person " + random.nextInt(PEOPLE);
        List<ChatMessage> messages =
                new ArrayList<>(List.of(SystemMessage.from("You are the keeper of lighthouse " + random.nextInt(3))));
        List<AdapterUse> use = adapters.isEmpty() || random.nextBoolean()
                ? List.of()
                : List.of(new AdapterUse(adapters.get(random.nextInt(adapters.size())), 1));
        for (int turn = random.nextInt(1, 5); turn > 0; turn--) {
            messages.add(UserMessage.from("word ".repeat(random.nextInt(1, context / 16)) + turn + "?"));
            Cancellation cancellation = new Cancellation();
            boolean cancelled = random.nextInt(5) == 0;
            Sampling sampling = new Sampling(random.nextDouble(), 40, 0.95, 0.02, 1.1, (long) random.nextInt(1 << 30));
            try {
                Completion reply = client.generate(
                        new GenerationRequest(
                                messages,
                                sampling,
                                random.nextInt(1, 40),
                                random.nextInt(8) == 0 ? null : key,
                                random.nextInt(8) != 0,
                                use),
                        cancellation,
                        new GenerationListener() {
                            @Override
                            public void progress(int done, int cached, int total) {}

                            @Override
                            public void text(String delta) {
                                if (cancelled) {
                                    cancellation.cancel();
                                }
                            }
                        });
                replies.incrementAndGet();
                messages.add(AiMessage.from(reply.text().isEmpty() ? "-" : reply.text()));
            } catch (EngineException.ContextExceeded full) {
                break;
            }
        }
        if (random.nextInt(4) == 0) {
            client.forget(key);
        }
    }

    private int adapter(Path model, int seed) throws Exception {
        Path file = TinyLora.of(seed).writeTo(folder.resolve("adapter " + seed + ".gguf"), model);
        return client.loadAdapter(file, Sha256.of(file)).orElseThrow();
    }

    private void start(Path model, int context, long ram, long disk) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                "model",
                model.toString(),
                "modelName",
                "soaked",
                "context",
                context,
                "parallel",
                CLIENTS,
                "threads",
                1,
                "cacheBytes",
                ram,
                "diskBytes",
                disk,
                "stateFolder",
                folder.resolve("states").toString(),
                "modelSha256",
                "0123456789abcdef");
        supervisor = new EngineSupervisor(
                        EngineCommand.likeThisProcess(EngineMain.class.getName(), folder),
                        settings,
                        SupervisorTimings.DEFAULT,
                        _ -> {})
                .start();
        client = new EngineClient(supervisor);
        assertThat(supervisor.awaitReady(PATIENCE)).isInstanceOf(EngineState.Ready.class);
    }

    private JsonNode props() {
        EngineEndpoint.Address address = supervisor.address();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.base() + "/props"))
                .header("Authorization", "Bearer " + address.token())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
