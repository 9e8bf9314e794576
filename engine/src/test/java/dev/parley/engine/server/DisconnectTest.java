package dev.parley.engine.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.engine.fixture.Models;
import dev.parley.engine.fixture.TinyModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that goes away frees its place within a second. */
final class DisconnectTest {

    /** Takes many seconds even for the tiny model. */
    private static final int CONTEXT = 30_000;

    private Served served;

    @BeforeEach
    void serve(@TempDir Path folder) {
        Path file = TinyModel.standard().withoutEnd().withContextLength(CONTEXT).writeTo(folder.resolve("tiny.gguf"));
        served = new Served(
                Models.of(file).withContext(CONTEXT).withCells(CONTEXT).withSequences(1));
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void whileDecoding() throws IOException {
        try (Socket socket = served.rawChat(chat("Hello", ""))) {
            awaitLine(socket, "\"content\":\" ");
        }
        assertIdleSoon();
    }

    @Test
    void whileReading() throws IOException {
        try (Socket socket = served.rawChat(chat("the hills and ".repeat(8000), ""))) {
            awaitLine(socket, "assistant");
        }
        assertIdleSoon();
    }

    @Test
    void whileWaiting() throws IOException {
        try (Socket first = served.rawChat(chat("Hello", ""))) {
            awaitLine(first, "\"content\":\" ");
            try (Socket second = served.rawChat(chat("Hello", ""))) {
                awaitLine(second, ": waiting");
            }
            try (Socket third = served.rawChat(chat("Hello", ",\"max_tokens\":3"))) {
                awaitLine(third, ": waiting");
                hangUp(first);
                // Would take many seconds if the second were still in line.
                await().atMost(2, SECONDS).until(() -> awaitLine(third, "[DONE]"));
            }
        }
        assertIdleSoon();
    }

    @Test
    void saysThatItIsStillReading() throws IOException {
        try (Socket socket = served.rawChat(chat("the hills and ".repeat(8000), ""))) {
            assertThat(awaitLine(socket, ": reading")).isTrue();
        }
    }

    private void assertIdleSoon() {
        await().atMost(1, SECONDS).until(() -> !served.engine.scheduler().busy());
    }

    private static void hangUp(Socket socket) throws IOException {
        socket.close();
    }

    private static String chat(String content, String more) {
        return "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + more + "}";
    }

    private static boolean awaitLine(Socket socket, String words) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.contains(words)) {
                return true;
            }
        }
        return false;
    }
}
