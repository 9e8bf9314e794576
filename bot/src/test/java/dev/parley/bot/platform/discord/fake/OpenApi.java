package dev.parley.bot.platform.discord.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Discord's own description of its API, which the requests are held against where the file is there. */
final class OpenApi {
    private static final Path FILE = Path.of("shared", "data", "discord-openapi.json");

    private final JsonNode root;
    private final SchemaCheck check;

    private OpenApi(JsonNode root) {
        this.root = root;
        this.check = new SchemaCheck(root);
    }

    /**
     * Looks for the file beside the working folder and all that are above it, or where the system property
     * {@code discord.openapi} says.
     */
    static Optional<OpenApi> find() {
        var named = System.getProperty("discord.openapi");
        if (named != null) {
            return Optional.of(read(Path.of(named)));
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve(FILE);
            if (Files.isRegularFile(file)) {
                return Optional.of(read(file));
            }
        }
        return Optional.empty();
    }

    private static OpenApi read(Path file) {
        try {
            return new OpenApi(Json.MAPPER.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a request's body. */
    List<String> problems(Route route, JsonNode body) {
        // The old path of an operation that is described under its new one.
        var template = route.template().replace("/oauth2/applications/@me", "/applications/@me");
        var operation = root.path("paths").path(template).path(route.method().toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            return List.of(route.method() + " " + template + " is not described");
        }
        var request = operation.path("requestBody");
        if (body.isMissingNode()) {
            return request.path("required").asBoolean() ? List.of("the body is missing") : List.of();
        }
        var schema = request.path("content").path("application/json").path("schema");
        return schema.isMissingNode() ? List.of() : check.problems(schema, body, "");
    }
}
