/** Tests of making, checking and measuring personas. */
@NullMarked
package dev.parley.bot.persona;

import org.jspecify.annotations.NullMarked;
