package dev.parley.bot.platform;

import org.jspecify.annotations.Nullable;

/**
 * What a line of Markdown stands in.
 *
 * @param fence the code fence that is open, if any
 * @param list the column of the text of the list item, 0 outside of lists
 */
record Context(@Nullable Fence fence, int list) {
    static final Context NONE = new Context(null, 0);
}
