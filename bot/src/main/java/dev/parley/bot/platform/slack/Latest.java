package dev.parley.bot.platform.slack;

import java.util.LinkedHashMap;
import java.util.Map;

/** So many entries; of more, the one that was not asked for longest is given up. Guarded by whoever has it. */
final class Latest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    Latest(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
