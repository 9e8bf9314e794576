package dev.parley.engine.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A child that speaks the engine's protocol of lines and health, and misbehaves as its settings say. */
public final class FakeEngine {

    private FakeEngine() {}

    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        var settings = in.readLine();
        // Files in the working folder: what the test looks into, and how a later child knows that it is not the first.
        boolean first = !Files.exists(Path.of("settings.txt"));
        Files.writeString(
                Path.of("settings.txt"),
                settings + "\n",
                UTF_8,
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        Files.write(Path.of("environment.txt"), System.getenv().keySet());
        if (settings.contains("\"behaviour\":\"refuse\"")) {
            say("{\"event\":\"failed\",\"kind\":\"model\",\"message\":\"tiny.gguf is cut short.\"}");
            Runtime.getRuntime().halt(3);
        }
        if (settings.contains("\"behaviour\":\"abort\"")) {
            System.err.println("ggml.c:1: GGML_ASSERT(n > 0) failed");
            System.err.flush();
            Runtime.getRuntime().halt(134);
        }
        if (settings.contains("\"behaviour\":\"silent\"")) {
            new CountDownLatch(1).await();
        }
        boolean hangs = first && settings.contains("\"behaviour\":\"hang-once\"");
        say("this is no event");
        say("{\"event\":\"loading\",\"message\":\"Reading the model\"}");
        say("{\"event\":\"ready\",\"port\":" + serve(hangs) + ",\"summary\":\"a fake\"}");
        if (settings.contains("\"behaviour\":\"stubborn\"")) {
            Runtime.getRuntime().addShutdownHook(new Thread(FakeEngine::forever));
            forever();
        }
        while (in.read() >= 0) {
            // Only the end counts.
        }
        Runtime.getRuntime().halt(0);
    }

    private static int serve(boolean hangs) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            var body = "{\"status\":\"ok\",\"busy\":%s,\"steps\":17}"
                    .formatted(hangs)
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server.getAddress().getPort();
    }

    private static void forever() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stubborn) {
                // That is the point.
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
