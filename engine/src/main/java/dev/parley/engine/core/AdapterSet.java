package dev.parley.engine.core;

import dev.parley.engine.llama.LoraAdapter;
import java.util.List;

/**
 * The adapters under which a request is computed, usually none or one. Two sets are equal if they hold the same contents
 * at the same scales; states of one are never used under another.
 *
 * @param parts each adapter once, in the order of their checksums
 * @param fingerprint of contents and scales, empty for none
 */
public record AdapterSet(List<LoraAdapter.Scaled> parts, String fingerprint) {
    /** The bare model. */
    public static final AdapterSet NONE = new AdapterSet(List.of(), "");

    /** Takes a copy of the list. */
    public AdapterSet {
        parts = List.copyOf(parts);
    }

    boolean holds(LoraAdapter adapter) {
        return parts.stream().anyMatch(each -> each.adapter() == adapter);
    }

    boolean isGone() {
        return parts.stream().anyMatch(each -> each.adapter().isClosed());
    }
}
