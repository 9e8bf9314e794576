/** Which figures there are, and which labels they may have. */
@NullMarked
package dev.parley.bot.metrics;

import org.jspecify.annotations.NullMarked;
