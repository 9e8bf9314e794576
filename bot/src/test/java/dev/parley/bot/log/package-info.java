/** Tests of the log. */
@NullMarked
package dev.parley.bot.log;

import org.jspecify.annotations.NullMarked;
