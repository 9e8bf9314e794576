package dev.parley.bot.bench;

import dev.parley.engine.client.EngineEndpoint;
import dev.parley.engine.fixture.LlamaServer;
import dev.parley.engine.fixture.RealModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * The user's llama-server on the real model, as it does best here: as many threads and replies at once as Parley's engine,
 * the same context for each, chunks of a prompt reused where they moved; its prompt cache in RAM is on by itself.
 */
record LlamaServerProcess(Process process, URI address) implements AutoCloseable {
    private static final int PARALLEL = 8;
    private static final int CONTEXT = 4096;

    /** Starts it and waits until it answers; skips the test where {@code LLAMA_SERVER} names none. */
    static LlamaServerProcess start(Path folder) throws IOException {
        int port = freePort();
        Process process = new ProcessBuilder(List.of(
                        LlamaServer.program().toString(),
                        "--model",
                        RealModel.file().toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--threads",
                        Integer.toString(Runtime.getRuntime().availableProcessors()),
                        "--parallel",
                        Integer.toString(PARALLEL),
                        "--ctx-size",
                        Integer.toString(PARALLEL * CONTEXT),
                        "--cache-reuse",
                        "256",
                        "--no-webui"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("llama-server.log").toFile())
                .start();
        LlamaServerProcess server = new LlamaServerProcess(process, URI.create("http://127.0.0.1:" + port));
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(server::answers);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("llama-server has ended with " + process.exitValue());
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                                    HttpRequest.newBuilder(address.resolve("/health"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    EngineEndpoint.Address endpoint() {
        return new EngineEndpoint.Address(address, "");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
