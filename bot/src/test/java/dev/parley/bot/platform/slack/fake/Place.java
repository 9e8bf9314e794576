package dev.parley.bot.platform.slack.fake;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A conversation with what is in it. Guarded by the world's lock. */
final class Place {
    final FakeChannel handle;
    final Set<String> members = new LinkedHashSet<>();
    final NavigableMap<String, Post> posts = new TreeMap<>();
    final List<Post> gone = new java.util.ArrayList<>();
    String creator = "";
    boolean archived;
    boolean shared;

    Place(FakeChannel handle) {
        this.handle = handle;
    }

    boolean hasBot() {
        return members.contains(World.BOT_USER);
    }

    boolean isHidden() {
        return handle.kind() != FakeChannel.Kind.PUBLIC;
    }

    @Nullable Post post(String ts) {
        return posts.get(ts);
    }

    /** The head and its answers, in order; the head may be gone. */
    List<Post> thread(String root) {
        return posts.values().stream().filter(post -> post.root().equals(root)).toList();
    }

    List<Post> replies(String root) {
        return posts.values().stream()
                .filter(post -> post.threadTs.equals(root))
                .toList();
    }
}
