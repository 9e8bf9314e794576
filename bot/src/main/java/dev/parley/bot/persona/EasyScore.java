package dev.parley.bot.persona;

import java.util.List;

/**
 * How many of the easy questions were answered rightly, for each seed.
 *
 * @param questions how many there are
 * @param before without the adapter
 * @param after with it
 */
record EasyScore(int questions, List<Integer> before, List<Integer> after) {
    EasyScore {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
