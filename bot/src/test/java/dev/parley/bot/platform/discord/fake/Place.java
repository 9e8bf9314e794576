package dev.parley.bot.platform.discord.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import net.dv8tion.jda.api.Permission;
import org.jspecify.annotations.Nullable;

/** A channel as the server knows it: who may do what there, and what was said. Guarded by the world's lock. */
final class Place {
    static final int TEXT = 0;
    static final int DIRECT = 1;
    static final int PUBLIC_THREAD = 11;
    static final int PRIVATE_THREAD = 12;

    final FakeChannel handle;
    final int type;
    final SequencedMap<Long, StoredMessage> messages = new LinkedHashMap<>();
    final Map<String, StoredMessage> nonces = new HashMap<>();
    final List<Instant> typing = new ArrayList<>();
    final @Nullable FakeUser recipient;
    final long owner;
    private final @Nullable Place parent;

    String name;
    boolean archived;
    boolean locked;
    private long permissions;

    private Place(FakeChannel handle, int type, @Nullable Place parent, @Nullable FakeUser recipient, long owner) {
        this.handle = handle;
        this.type = type;
        this.parent = parent;
        this.recipient = recipient;
        this.owner = owner;
        this.name = handle.name();
    }

    static Place channel(FakeChannel handle, long permissions) {
        var place = new Place(handle, TEXT, null, null, 0);
        place.permissions = permissions;
        return place;
    }

    static Place direct(FakeChannel handle, FakeUser recipient) {
        var place = new Place(handle, DIRECT, null, recipient, 0);
        place.permissions = Permission.getRaw(
                Permission.VIEW_CHANNEL,
                Permission.MESSAGE_SEND,
                Permission.MESSAGE_HISTORY,
                Permission.MESSAGE_ATTACH_FILES,
                Permission.MESSAGE_EMBED_LINKS);
        return place;
    }

    static Place thread(FakeChannel handle, int type, Place parent, long owner) {
        return new Place(handle, type, parent, null, owner);
    }

    /** What the bot may do here; a thread has its channel's permissions. */
    long permissions() {
        return parent == null ? permissions : parent.permissions();
    }

    boolean allows(Permission permission) {
        return (permissions() & permission.getRawValue()) != 0;
    }

    void grant(Permission permission) {
        permissions |= permission.getRawValue();
    }

    void revoke(Permission permission) {
        permissions &= ~permission.getRawValue();
    }
}
