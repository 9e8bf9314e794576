package dev.parley.bot.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A section whose settings depend on each other. */
interface CheckedSection {
    /** What is wrong with the settings taken together, each in words with the way out; empty where nothing is. */
    List<String> mistakes();

    /**
     * What is wrong with single settings beside others; each is told with the place where it is written.
     *
     * @param written keys of the settings that somebody wrote
     * @return by key, in words that go on after the key
     */
    default Map<String, String> mistakes(Set<String> written) {
        return Map.of();
    }
}
