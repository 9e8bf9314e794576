package dev.parley.bot.platform.slack.fake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bot.platform.slack.fake.StoredMessage.Streaming;
import java.util.regex.Pattern;

/** Messages, people and channels as Slack writes them. */
final class Payloads {
    private static final Pattern MENTION = Pattern.compile("<@([UW][A-Z0-9]+)>");

    private final World world;

    Payloads(World world) {
        this.world = world;
    }

    /** A message as it stands in a history. */
    ObjectNode message(Post post, boolean withMetadata) {
        var json = Json.object().put("type", "message").put("ts", post.ts).put("text", post.raw);
        boolean customised = !post.username.isEmpty() || !post.icon.isEmpty();
        if (!post.subtype.isEmpty()) {
            json.put("subtype", post.subtype);
        } else if (customised) {
            json.put("subtype", "bot_message");
        }
        if (post.isFromBot()) {
            bot(post, json, customised);
        } else {
            json.put("user", post.author);
            json.put("team", world.users.get(post.author).team());
            if (world.users.get(post.author).bot()) {
                json.put("bot_id", "B" + post.author.substring(1)).put("app_id", "A" + post.author.substring(1));
            } else {
                json.put("client_msg_id", "c-" + post.ts);
            }
        }
        if (!post.blocks.isEmpty()) {
            json.set("blocks", post.blocks.deepCopy());
        } else if (!post.isFromBot() && !post.raw.isEmpty()) {
            json.set("blocks", richText(post));
        }
        if (!post.files.isEmpty()) {
            json.set("files", post.files.deepCopy());
            json.put("upload", false);
        }
        if (!post.editedTs.isEmpty()) {
            json.putObject("edited").put("user", post.editor).put("ts", post.editedTs);
        }
        if (post.streaming() != Streaming.NONE) {
            json.put("streaming_state", post.streaming() == Streaming.LIVE ? "in_progress" : "completed");
        }
        if (withMetadata && post.metadata.isObject() && !post.metadata.isEmpty()) {
            json.set("metadata", post.metadata.deepCopy());
        }
        thread(post, json);
        return json;
    }

    private static void bot(Post post, ObjectNode json, boolean customised) {
        json.put("bot_id", World.BOT_ID).put("app_id", World.APP).put("team", World.TEAM);
        if (customised) {
            json.put("username", post.username.isEmpty() ? World.BOT.name() : post.username);
            if (!post.icon.isEmpty()) {
                json.putObject("icons").put("emoji", post.icon);
            }
        } else {
            json.put("user", World.BOT_USER);
        }
        json.putObject("bot_profile")
                .put("id", World.BOT_ID)
                .put("app_id", World.APP)
                .put("name", World.BOT.realName())
                .put("deleted", false)
                .put("team_id", World.TEAM);
    }

    private static void thread(Post post, ObjectNode json) {
        var replies = post.place.replies(post.ts);
        if (!post.threadTs.isEmpty()) {
            json.put("thread_ts", post.threadTs);
            var head = post.place.post(post.threadTs);
            if (head != null) {
                json.put("parent_user_id", head.author);
            }
        } else if (!replies.isEmpty()) {
            json.put("thread_ts", post.ts).put("reply_count", replies.size()).put("latest_reply", replies.getLast().ts);
            var people = json.putArray("reply_users");
            replies.stream().map(reply -> reply.author).distinct().forEach(people::add);
        }
    }

    private ArrayNode richText(Post post) {
        var blocks = Json.array();
        var section = blocks.addObject()
                .put("type", "rich_text")
                .put("block_id", "b" + post.ts.substring(post.ts.length() - 4))
                .putArray("elements")
                .addObject()
                .put("type", "rich_text_section")
                .putArray("elements");
        var matcher = MENTION.matcher(post.raw);
        int from = 0;
        while (matcher.find()) {
            plain(section, post.raw.substring(from, matcher.start()));
            section.addObject().put("type", "user").put("user_id", matcher.group(1));
            from = matcher.end();
        }
        plain(section, post.raw.substring(from));
        return blocks;
    }

    private static void plain(ArrayNode section, String text) {
        if (!text.isEmpty()) {
            section.addObject().put("type", "text").put("text", Markup.shown(text));
        }
    }

    ObjectNode user(FakeUser user) {
        var json = Json.object()
                .put("id", user.id())
                .put("team_id", user.team())
                .put("name", user.name().toLowerCase(java.util.Locale.ROOT).replace(' ', '.'))
                .put("deleted", false)
                .put("real_name", user.realName())
                .put("tz", user.zone())
                .put("is_admin", world.admins.contains(user.id()))
                .put("is_restricted", user.guest())
                .put("is_ultra_restricted", false)
                .put("is_bot", user.bot())
                .put("is_app_user", false)
                .put("is_stranger", user.isStranger())
                .put("updated", 1_700_000_000);
        var profile = json.putObject("profile")
                .put("display_name", user.name())
                .put("real_name", user.realName())
                .put("team", user.team());
        if (user.bot()) {
            profile.put(
                            "bot_id",
                            user.id().equals(World.BOT_USER)
                                    ? World.BOT_ID
                                    : "B" + user.id().substring(1))
                    .put(
                            "api_app_id",
                            user.id().equals(World.BOT_USER)
                                    ? World.APP
                                    : "A" + user.id().substring(1));
        }
        return json;
    }

    ObjectNode channel(Place place) {
        var handle = place.handle;
        var json = Json.object().put("id", handle.id()).put("created", 1_700_000_000);
        if (handle.isDirect()) {
            return json.put("is_im", true)
                    .put("is_archived", place.archived)
                    .put(
                            "user",
                            place.members.stream()
                                    .filter(member -> !member.equals(World.BOT_USER))
                                    .findFirst()
                                    .orElse(""))
                    .put("is_user_deleted", false);
        }
        return json.put("name", handle.name())
                .put("creator", place.creator)
                .put("is_channel", handle.kind() == FakeChannel.Kind.PUBLIC)
                .put("is_group", handle.kind() == FakeChannel.Kind.PRIVATE)
                .put("is_im", false)
                .put("is_mpim", handle.kind() == FakeChannel.Kind.GROUP)
                .put("is_private", place.isHidden())
                .put("is_archived", place.archived)
                .put("is_member", place.hasBot())
                .put("is_shared", place.shared)
                .put("is_ext_shared", place.shared)
                .put("is_org_shared", false)
                .put("context_team_id", World.TEAM);
    }
}
