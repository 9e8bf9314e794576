package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A file at a message.
 *
 * @param id Slack's
 * @param name as somebody chose it
 * @param url where its bytes are, for who has a token; empty where Slack does not say
 * @param size in bytes; negative where Slack does not say
 * @param type such as {@code text/plain}; empty where Slack does not say
 * @param mustBeAskedFor whether Slack tells of it only when asked, as of files of other companies
 * @param isThere false for one that was deleted, that is too old for the workspace's plan, or that lies elsewhere
 */
record SlackFile(String id, String name, String url, long size, String type, boolean mustBeAskedFor, boolean isThere) {
    static SlackFile of(JsonNode file) {
        String download = file.path("url_private_download").asText();
        String mode = file.path("mode").asText();
        String name = file.path("name").asText();
        return new SlackFile(
                file.path("id").asText(),
                name.isEmpty() ? file.path("title").asText(file.path("id").asText()) : name,
                download.isEmpty() ? file.path("url_private").asText() : download,
                file.path("size").asLong(-1),
                file.path("mimetype").asText(),
                file.path("file_access").asText().equals("check_file_info"),
                !mode.equals("tombstone")
                        && !mode.equals("hidden_by_limit")
                        && !file.path("is_external").asBoolean());
    }
}
