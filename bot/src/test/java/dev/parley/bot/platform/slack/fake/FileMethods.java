package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files: what people shared and what the bot uploads. */
final class FileMethods {
    private static final String UPLOAD = "/upload/v1/";
    private static final String PRIVATE = "/files-pri/";
    private static final String LOGIN =
            "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in</body></html>";

    private final World world;
    private final Events events;
    private final Watch watch;
    private final String origin;
    private final Map<String, Expected> expected = new LinkedHashMap<>();
    final List<Upload> uploads = new ArrayList<>();

    private static final class Expected {
        private final String name;
        private final int length;
        private byte[] bytes = {};
        private boolean there;

        Expected(String name, int length) {
            this.name = name;
            this.length = length;
        }
    }

    FileMethods(World world, Events events, Watch watch, String origin) {
        this.world = world;
        this.events = events;
        this.watch = watch;
        this.origin = origin;
    }

    List<Method> methods() {
        return List.of(
                Method.of(
                                "files.getUploadURLExternal",
                                100,
                                "files:write",
                                "filename length",
                                "alt_text alt_txt snippet_type",
                                this::address)
                        .formOnly(),
                Method.of(
                        "files.completeUploadExternal",
                        100,
                        "files:write",
                        "files",
                        "channel_id channels initial_comment thread_ts blocks",
                        this::complete),
                Method.of("files.info", 100, "files:read", "file", "count cursor limit page", this::info)
                        .formOnly());
    }

    void serve(WebApi api) {
        api.serve(UPLOAD, this::upload);
        api.serve(PRIVATE, this::download);
    }

    private ObjectNode address(Call call) {
        int length = call.number("length", 0);
        if (length < 1) {
            throw Refusal.of("invalid_arguments");
        }
        var id = world.nextId("F");
        expected.put(id, new Expected(call.text("filename"), length));
        return Json.ok().put("upload_url", origin + UPLOAD + id).put("file_id", id);
    }

    private void upload(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readAllBytes();
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null && type.startsWith("multipart/form-data")) {
            bytes = part(bytes, type.replaceFirst(".*boundary=\"?([^\";]+).*", "$1"));
        }
        synchronized (world) {
            var file = expected.get(exchange.getRequestURI().getPath().substring(UPLOAD.length()));
            if (file == null || !exchange.getRequestMethod().equals("POST")) {
                WebApi.write(exchange, 404, "not found");
                return;
            }
            if (bytes.length != file.length) {
                watch.violation("Uploaded " + bytes.length + " bytes where " + file.length + " were announced");
            }
            file.bytes = bytes;
            file.there = true;
        }
        WebApi.write(exchange, 200, "OK - " + bytes.length);
    }

    /** What lies between the first part's head and the next border; Latin-1 keeps each byte a character. */
    private static byte[] part(byte[] body, String border) {
        var text = new String(body, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("\r\n\r\n") + 4;
        int end = text.indexOf("\r\n--" + border, start);
        var out = new ByteArrayOutputStream();
        out.write(body, start, Math.max(0, end - start));
        return out.toByteArray();
    }

    private ObjectNode complete(Call call) {
        var files = call.json("files");
        if (!files.isArray() || files.isEmpty()) {
            throw Refusal.of("invalid_arguments");
        }
        files.forEach(file -> {
            var known = expected.get(file.path("id").asText());
            if (known == null || !known.there) {
                throw Refusal.of("file_not_found");
            }
        });
        var answer = Json.ok();
        var list = answer.putArray("files");
        var threadTs = call.text("thread_ts");
        Post post = null;
        if (call.has("channel_id")) {
            var place = world.writable(call.text("channel_id"));
            post = new Post(place, world.nextTs(), threadTs, World.BOT_USER);
            post.subtype = "file_share";
            post.raw = call.text("initial_comment");
            watch.text(call.method(), "", post.raw);
        }
        for (var file : files) {
            var id = file.path("id").asText();
            var known = expected.remove(id);
            world.files.put(
                    id,
                    new World.SharedFile(
                            id, known.name, "application/octet-stream", known.bytes, World.BOT_USER, "binary"));
            uploads.add(new Upload(
                    id,
                    known.name,
                    file.path("title").asText(known.name),
                    call.text("channel_id"),
                    threadTs,
                    call.text("initial_comment"),
                    known.bytes));
            list.addObject().put("id", id).put("title", file.path("title").asText(known.name));
            if (post != null) {
                post.files.add(json(world.files.get(id), origin));
            }
        }
        if (post != null) {
            post.place.posts.put(post.ts, post);
            events.posted(post);
        }
        return answer;
    }

    private ObjectNode info(Call call) {
        var file = world.files.get(call.text("file"));
        if (file == null) {
            throw Refusal.of("file_not_found");
        }
        var answer = Json.ok();
        answer.set("file", json(file, origin));
        return answer;
    }

    private void download(HttpExchange exchange) throws IOException {
        var id = exchange.getRequestURI().getPath().replaceFirst("^" + PRIVATE + "[^-/]*-([^/]*)/.*", "$1");
        World.SharedFile file;
        boolean allowed;
        synchronized (world) {
            file = world.files.get(id);
            allowed =
                    ("Bearer " + Tokens.BOT).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                            && world.scopes.contains("files:read");
        }
        if (!allowed) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            WebApi.write(exchange, 200, LOGIN);
            return;
        }
        if (file == null) {
            WebApi.write(exchange, 404, "not found");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", file.type());
        exchange.sendResponseHeaders(200, file.bytes().length == 0 ? -1 : file.bytes().length);
        exchange.getResponseBody().write(file.bytes());
    }

    static ObjectNode json(World.SharedFile file, String origin) {
        var place = origin + PRIVATE + World.TEAM + "-" + file.id();
        return Json.object()
                .put("id", file.id())
                .put("name", file.name())
                .put("title", file.name())
                .put("mimetype", file.type())
                .put("filetype", file.kind())
                .put("user", file.owner())
                .put("mode", "hosted")
                .put("is_external", false)
                .put("size", file.bytes().length)
                .put("url_private", place + "/" + file.name())
                .put("url_private_download", place + "/download/" + file.name());
    }
}
