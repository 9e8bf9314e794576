package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** conversations.*: what was said where, and who is there. */
final class ConversationMethods {
    private static final String HISTORY = "channels:history|groups:history|im:history|mpim:history";
    private static final String READ = "channels:read|groups:read|im:read|mpim:read";

    private final World world;
    private final Payloads payloads;

    ConversationMethods(World world, Payloads payloads) {
        this.world = world;
        this.payloads = payloads;
    }

    List<Method> methods() {
        var pages = "cursor inclusive include_all_metadata latest limit oldest";
        return List.of(
                Method.of("conversations.history", 50, HISTORY, "channel", pages, this::history)
                        .formOnly(),
                Method.of("conversations.replies", 50, HISTORY, "channel ts", pages, this::replies)
                        .formOnly(),
                Method.of("conversations.info", 50, READ, "channel", "include_locale include_num_members", this::info)
                        .formOnly(),
                Method.of("conversations.members", 100, READ, "channel", "cursor limit", this::members)
                        .formOnly(),
                Method.of(
                        "conversations.open",
                        50,
                        "im:write|mpim:write",
                        "",
                        "channel users return_im prevent_creation",
                        this::open));
    }

    private ObjectNode history(Call call) {
        var place = readable(call);
        var posts = place.posts.values().stream()
                .filter(post -> post.threadTs.isEmpty() && within(call, post))
                .toList()
                .reversed();
        return page(call, posts, 100);
    }

    private ObjectNode replies(Call call) {
        var place = readable(call);
        var asked = place.post(call.text("ts"));
        var root = asked == null ? call.text("ts") : asked.root();
        var thread = place.thread(root);
        if (thread.isEmpty()) {
            throw Refusal.of("thread_not_found");
        }
        // The first message comes with every page, whatever was asked for.
        var head = thread.getFirst();
        var posts = thread.stream()
                .filter(post -> post == head || within(call, post))
                .toList();
        return page(call, posts, 1000);
    }

    private Place readable(Call call) {
        var place = scoped(call, "history");
        if (!place.hasBot()) {
            throw Refusal.of("not_in_channel");
        }
        return place;
    }

    /** A conversation for whose kind the token has the scope. */
    private Place scoped(Call call, String what) {
        var place = world.visible(call.text("channel"));
        var scope = switch (place.handle.kind()) {
            case PUBLIC -> "channels:" + what;
            case PRIVATE -> "groups:" + what;
            case DIRECT -> "im:" + what;
            case GROUP -> "mpim:" + what;
        };
        if (!world.scopes.contains(scope)) {
            throw Refusal.scope(scope, String.join(",", world.scopes));
        }
        return place;
    }

    private static boolean within(Call call, Post post) {
        boolean inclusive = call.flag("inclusive");
        boolean after = !call.has("oldest") || call.text("oldest").equals("0");
        if (!after) {
            int order = post.ts.compareTo(call.text("oldest"));
            after = order > 0 || (inclusive && order == 0);
        }
        if (!call.has("latest")) {
            return after;
        }
        int order = post.ts.compareTo(call.text("latest"));
        return after && (order < 0 || (inclusive && order == 0));
    }

    private ObjectNode page(Call call, List<Post> posts, int usual) {
        int limit = call.number("limit", usual);
        if (limit < 1 || limit > 1000) {
            throw Refusal.of("invalid_limit");
        }
        int from = start(call);
        int to = Math.min(posts.size(), from + limit);
        var answer = Json.ok();
        var messages = answer.putArray("messages");
        posts.subList(Math.min(from, to), to)
                .forEach(post -> messages.add(payloads.message(post, call.flag("include_all_metadata"))));
        answer.put("has_more", to < posts.size());
        answer.putObject("response_metadata").put("next_cursor", to < posts.size() ? cursor(to) : "");
        return answer;
    }

    private static String cursor(int from) {
        return Base64.getEncoder().encodeToString(("next:" + from).getBytes(StandardCharsets.UTF_8));
    }

    private static int start(Call call) {
        if (!call.has("cursor")) {
            return 0;
        }
        try {
            var text = new String(Base64.getDecoder().decode(call.text("cursor")), StandardCharsets.UTF_8);
            return Integer.parseInt(text.substring("next:".length()));
        } catch (RuntimeException e) {
            throw Refusal.of("invalid_cursor");
        }
    }

    private ObjectNode info(Call call) {
        var place = scoped(call, "read");
        var channel = payloads.channel(place);
        if (call.flag("include_num_members")) {
            channel.put("num_members", place.members.size());
        }
        var answer = Json.ok();
        answer.set("channel", channel);
        return answer;
    }

    private ObjectNode members(Call call) {
        var place = scoped(call, "read");
        var members = List.copyOf(place.members);
        int from = Math.min(start(call), members.size());
        int to = Math.min(members.size(), from + call.number("limit", 100));
        var answer = Json.ok();
        var list = answer.putArray("members");
        members.subList(from, to).forEach(list::add);
        answer.putObject("response_metadata").put("next_cursor", to < members.size() ? cursor(to) : "");
        return answer;
    }

    private ObjectNode open(Call call) {
        var users = Arrays.stream(call.text("users").split(",", -1))
                .filter(user -> !user.isEmpty())
                .toList();
        if (users.isEmpty()) {
            throw Refusal.of("users_list_not_supplied");
        }
        if (users.size() > 1) {
            throw Refusal.of("method_not_supported_for_channel_type");
        }
        var place = world.openDirect(world.user(users.getFirst()).id());
        var answer = Json.ok();
        answer.putObject("channel").put("id", place.handle.id());
        return answer;
    }
}
