/** Tests of what tuning chooses. */
@NullMarked
package dev.parley.bot.tune;

import org.jspecify.annotations.NullMarked;
