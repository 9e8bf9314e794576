package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A command, click, shortcut or submission, and what the bot made of it. */
public final class Interaction {
    private final List<JsonNode> responses = new CopyOnWriteArrayList<>();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final World world;
    private final String trigger;
    private final String responseUrl;
    private volatile @Nullable JsonNode ack;

    Interaction(World world, String trigger, String responseUrl) {
        this.world = world;
        this.trigger = trigger;
        this.responseUrl = responseUrl;
    }

    void acked(JsonNode payload) {
        ack = payload;
    }

    void responded(JsonNode response, @Nullable Post post) {
        if (post != null) {
            posts.add(post);
        }
        responses.add(response);
    }

    /** What the acknowledgement carried: a missing node for nothing; empty while there is none, or where it came too late. */
    public Optional<JsonNode> ack() {
        return Optional.ofNullable(ack);
    }

    /** The trigger that it gave to the bot. */
    public String triggerId() {
        return trigger;
    }

    /** The address that it gave to the bot; empty where there is none. */
    public String responseUrl() {
        return responseUrl;
    }

    /** What was posted to the response_url so far, refused ones left out. */
    public List<JsonNode> responses() {
        return List.copyOf(responses);
    }

    /** The messages that stand by the acknowledgement and the response_url, whoever sees them. */
    public List<StoredMessage> messages() {
        synchronized (world) {
            return posts.stream()
                    .distinct()
                    .filter(post -> !post.deleted)
                    .map(Post::stored)
                    .toList();
        }
    }

    /** The errors under a modal's fields, by block_id; empty where it went through or is not answered. */
    public Map<String, String> errors() {
        return ack().map(answer -> answer.path("errors")).stream()
                .flatMap(errors -> errors.properties().stream())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asText()));
    }

    /** The options that were suggested, groups unfolded. */
    public List<JsonNode> options() {
        var found = new ArrayList<JsonNode>();
        ack().ifPresent(answer -> {
            answer.path("options").forEach(found::add);
            answer.path("option_groups").forEach(group -> group.path("options").forEach(found::add));
        });
        return found;
    }
}
