package dev.parley.bot.access;

import static java.util.Objects.requireNonNull;

import dev.parley.persistence.Person;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who wants something of Parley, and from where. All ids are the platform's.
 *
 * @param person who it is
 * @param roles the roles that the person has there; empty where there are none
 * @param workspace the server or workspace; "" in a direct message
 * @param channel the channel, the thread where that has an id of its own, or the direct message
 * @param parent the channel that a thread belongs to; null where {@code channel} is no thread
 * @param directMessage whether it is a direct message
 * @param bot whether it is a program that writes
 * @param guest whether it is somebody from outside: a guest of the workspace, or a member of another one
 */
public record Visitor(
        Person person,
        Set<String> roles,
        String workspace,
        String channel,
        @Nullable String parent,
        boolean directMessage,
        boolean bot,
        boolean guest) {
    /** Refuses null. */
    public Visitor {
        requireNonNull(person, "person");
        roles = Set.copyOf(roles);
        requireNonNull(workspace, "workspace");
        requireNonNull(channel, "channel");
    }

    /** Somebody who belongs there. */
    public Visitor(
            Person person,
            Set<String> roles,
            String workspace,
            String channel,
            @Nullable String parent,
            boolean directMessage,
            boolean bot) {
        this(person, roles, workspace, channel, parent, directMessage, bot, false);
    }

    /** The channel that this takes place in, of a thread the one that it belongs to. */
    String home() {
        return parent == null ? channel : parent;
    }

    /** The place, short enough for a list: "server/channel". */
    String place() {
        return workspace.isEmpty() ? channel : workspace + "/" + channel;
    }
}
