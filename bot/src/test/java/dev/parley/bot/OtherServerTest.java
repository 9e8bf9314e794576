package dev.parley.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.bot.bench.BenchServer;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.Home;
import dev.parley.bot.config.Settings;
import dev.parley.bot.config.SettingsReader;
import dev.parley.engine.client.TransportLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of many kinds on loopback. */
final class OtherServerTest {
    private static final String MODELS = "{\"object\":\"list\",\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";

    @TempDir
    private Path folder;

    private final List<String> bodies = new ArrayList<>();
    private final Closer closer = new Closer();
    private HttpServer server;
    private String token = "";
    private boolean strict;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        closer.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (!token.isEmpty() && !("Bearer " + token).equals(authorization)) {
            send(exchange, 401, "{\"error\":{\"message\":\"Invalid API Key\"}}");
        } else if (exchange.getRequestURI().getPath().equals("/v1/models")) {
            send(exchange, 200, MODELS);
        } else if (exchange.getRequestURI().getPath().equals("/v1/chat/completions")) {
            bodies.add(body.replaceAll("\\s", ""));
            if (strict && body.contains("ignore_eos")) {
                send(exchange, 400, "{\"error\":{\"message\":\"Unrecognized request argument supplied: ignore_eos\"}}");
                return;
            }
            send(exchange, 200, """
                    data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}

                    data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                    data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}

                    data: [DONE]

                    """);
        } else {
            send(exchange, 404, "<!DOCTYPE html>\n<html>no such page</html>");
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private BenchServer open(String url, @Nullable String model, @Nullable Path key) {
        Map<String, String> environment = Map.of("PARLEY_HOME", folder.toString());
        Start start = new Start(
                Home.of(environment, folder),
                null,
                new SettingsReader(environment).read(Settings.class, null, Map.of()),
                Map.of(),
                environment,
                System.out,
                System.err);
        return new OtherServer(start, url, model, key).open(closer, TransportLimits.DEFAULT);
    }

    @Test
    void takesTheAddressWithAndWithoutItsLastPart() {
        for (String url : List.of(url(), url() + "/", url() + "/v1", url() + "/v1/")) {
            open(url, "b", null);
        }
        assertThat(bodies).allSatisfy(body -> assertThat(body).contains("\"model\":\"b\""));
    }

    @Test
    void seesThatRepliesEndWhereTheModelEndsThem() {
        assertThat(open(url(), "b", null).wholeReplies()).isFalse();
        assertThat(bodies).singleElement().asString().contains("\"ignore_eos\":true", "\"min_tokens\":16");
    }

    @Test
    void aServerThatRefusesWhatItDoesNotKnowIsAskedWithoutIt() {
        strict = true;

        assertThat(open(url(), "b", null).wholeReplies()).isFalse();
        assertThat(bodies).hasSize(2).last().asString().doesNotContain("ignore_eos", "min_tokens");
    }

    @Test
    void sendsTheTokenOfTheFile() throws IOException {
        token = "secret";

        open(url(), "a", Files.writeString(folder.resolve("key"), "secret\n"));

        assertThat(bodies).isNotEmpty();
    }

    @Test
    void asksForATokenWhereOneIsWanted() {
        token = "secret";

        refused(url(), "a", "wants a key", "set --api-key-file or PARLEY_BENCH_API_KEY");
    }

    @Test
    void namesTheModelsWhereNoneOrAWrongOneIsNamed() {
        refused(url(), null, "has several models: a, b", "Set --against-model");
        refused(url(), "c", "has no model 'c'", "It has: a, b", "Set --against-model");
    }

    @Test
    void saysThatItIsNoSuchServer() {
        refused(url() + "/docs", "a", "no OpenAI-compatible server", "Check --against");
    }

    @Test
    void saysThatNobodyIsThere() {
        server.stop(0);

        refused(url(), "a", "Nothing answers at " + url(), "Start the server");
    }

    @Test
    void sendsNothingUnencryptedOffThisMachine() {
        refused("http://example.org", "a", "--against", "not encrypted");
        refused("ftp://127.0.0.1", "a", "--against", "is no address");
    }

    private void refused(String url, @Nullable String model, String... words) {
        assertThatThrownBy(() -> open(url, model, null))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContainingAll(words);
    }
}
