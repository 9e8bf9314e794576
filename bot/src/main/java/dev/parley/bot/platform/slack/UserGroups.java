package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import dev.parley.bot.platform.TransportException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** User groups: who is in one, asked only of those that are on a list, and what they are called. */
final class UserGroups {
    private static final Logger log = LoggerFactory.getLogger(UserGroups.class);
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** Whether somebody is let in hangs on it, and an event is acknowledged within three seconds. */
    private static final Duration PATIENCE = Duration.ofMillis(1_200);

    private final SlackWeb web;
    private final Cached<Set<String>> members;
    private final Cached<Map<String, String>> handles;

    UserGroups(SlackWeb web, Executor threads, LongSupplier nanoTime) {
        this.web = web;
        this.members = new Cached<>(this::askMembers, FRESH, PATIENCE, threads, nanoTime);
        this.handles = new Cached<>(_ -> askHandles(), FRESH, PATIENCE, threads, nanoTime);
    }

    /**
     * Which of these groups somebody is in.
     *
     * @param otherwise what counts where it cannot be found out
     */
    Set<String> of(String user, Set<String> asked, boolean otherwise) {
        Set<String> in = new HashSet<>();
        for (String group : asked) {
            if (members.get(group, otherwise ? Set.of(user) : Set.of()).contains(user)) {
                in.add(group);
            }
        }
        return in;
    }

    /** What people call a group, without its at sign; its id where that cannot be found out. */
    String handle(String group) {
        return handles.get("", Map.of()).getOrDefault(group, group);
    }

    private Set<String> askMembers(String group) {
        try {
            return Set.copyOf(web.call(
                            Methods.USERGROUPS_USERS_LIST,
                            client -> client.usergroupsUsersList(ask -> ask.usergroup(group)))
                    .getUsers());
        } catch (TransportException e) {
            log.warn("Slack does not say who is in the user group {}: {}", group, e.getMessage());
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> askHandles() {
        try {
            Map<String, String> found = new HashMap<>();
            web.call(Methods.USERGROUPS_LIST, client -> client.usergroupsList(ask -> ask))
                    .getUsergroups()
                    .forEach(each -> found.put(each.getId(), each.getHandle()));
            return found;
        } catch (TransportException e) {
            log.info("Slack does not say what user groups are called: {}", e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}
