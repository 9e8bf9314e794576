package dev.parley.bot.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading the configuration again led to.
 *
 * @param file what was read; null where there is none
 * @param changed what holds from now on, each as "key: old -> new"
 * @param restart what stays as it is until a restart, in the same words
 */
public record Reload(@Nullable String file, List<String> changed, List<String> restart) {
    /** Copies the lists. */
    public Reload {
        changed = List.copyOf(changed);
        restart = List.copyOf(restart);
    }
}
