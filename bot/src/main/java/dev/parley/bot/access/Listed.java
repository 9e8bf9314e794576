package dev.parley.bot.access;

import java.util.Collections;
import java.util.Set;

/**
 * People and places on a list, by id.
 *
 * @param users people
 * @param roles all who have one of these
 * @param channels channels with their threads, or single threads
 * @param workspaces servers or workspaces
 */
public record Listed(Set<String> users, Set<String> roles, Set<String> channels, Set<String> workspaces) {
    /** Copies the sets; refuses null. */
    public Listed {
        users = Set.copyOf(users);
        roles = Set.copyOf(roles);
        channels = Set.copyOf(channels);
        workspaces = Set.copyOf(workspaces);
    }

    /** A list with nobody and nothing on it. */
    public static Listed nobody() {
        return new Listed(Set.of(), Set.of(), Set.of(), Set.of());
    }

    /** Whether the person, or one of their roles, is on it. */
    boolean holdsPerson(Visitor visitor) {
        return users.contains(visitor.person().id()) || !Collections.disjoint(roles, visitor.roles());
    }

    /** Whether the place, or one that it belongs to, is on it. */
    boolean holdsPlace(Visitor visitor) {
        return workspaces.contains(visitor.workspace()) || holdsChannel(visitor);
    }

    /** Read as a list of who is let in: by name or by role, and everybody where neither is listed. */
    boolean letsIn(Visitor visitor) {
        return (users.isEmpty() && roles.isEmpty()) || holdsPerson(visitor);
    }

    /** Read as a list of where Parley works: of each kind that is listed, the place must be on the list. */
    boolean covers(Visitor visitor) {
        return (workspaces.isEmpty() || workspaces.contains(visitor.workspace()))
                && (channels.isEmpty() || holdsChannel(visitor));
    }

    private boolean holdsChannel(Visitor visitor) {
        return channels.contains(visitor.channel()) || channels.contains(visitor.home());
    }
}
