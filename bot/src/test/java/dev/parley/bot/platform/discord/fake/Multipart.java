package dev.parley.bot.platform.discord.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A multipart/form-data body: {@code payload_json} and the files. */
record Multipart(@Nullable String json, List<Upload> files) {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("(?i)[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE = Pattern.compile("(?i)filename=\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?i)content-type: *([^\r\n]+)");

    /** Latin 1 keeps every byte as one character, so that the text can be searched. */
    static Multipart parse(String contentType, byte[] body) {
        var boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw Refusal.of(400, 50109, "The request body contains invalid JSON.");
        }
        var text = new String(body, StandardCharsets.ISO_8859_1);
        String json = null;
        var files = new ArrayList<Upload>();
        for (String part : text.split(Pattern.quote("--" + boundary.group(1)), -1)) {
            int head = part.indexOf("\r\n\r\n");
            if (head < 0) {
                continue;
            }
            var headers = part.substring(0, head);
            var content = part.substring(head + 4, part.length() - 2).getBytes(StandardCharsets.ISO_8859_1);
            var name = NAME.matcher(headers);
            var file = FILE.matcher(headers);
            var type = TYPE.matcher(headers);
            if (name.find() && name.group(1).equals("payload_json")) {
                json = new String(content, StandardCharsets.UTF_8);
            } else if (file.find()) {
                files.add(new Upload(file.group(1), type.find() ? type.group(1) : "application/octet-stream", content));
            }
        }
        return new Multipart(json, files);
    }
}
